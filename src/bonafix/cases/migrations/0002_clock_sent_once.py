from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.AddField("case", "sent_key", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "case",
            models.UniqueConstraint(fields=["operator", "sent_key"], name="cases_case_sent_once"),
        ),
    ]

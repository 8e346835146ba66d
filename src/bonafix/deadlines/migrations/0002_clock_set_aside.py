from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]

    operations = [
        migrations.AddField("due", "tries", models.PositiveIntegerField(default=0)),
        migrations.AddField("due", "retry_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "due",
            models.Index(
                fields=["retry_at"],
                condition=models.Q(retry_at__isnull=False),
                name="deadlines_due_set_aside",
            ),
        ),
    ]

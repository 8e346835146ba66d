"""Addresses of other systems, and what they are told."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import bonafix.kit.ids
import bonafix.ledger.fields
import bonafix.operators.tenancy
from bonafix.operators.migration_ops import SecureTenancy


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
        ("operators", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=bonafix.kit.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("url", models.CharField(max_length=500)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("secret", bonafix.ledger.fields.SealedField()),
                ("secret_before", bonafix.ledger.fields.SealedField(null=True)),
                ("before_until", models.DateTimeField(null=True)),
                ("by", models.CharField(max_length=60)),
                ("since", models.DateTimeField()),
                ("disabled_at", models.DateTimeField(null=True)),
                ("disabled_because", models.CharField(blank=True, default="", max_length=10)),
                ("failing_since", models.DateTimeField(null=True)),
                (
                    "operator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="operators.operator",
                    ),
                ),
                (
                    "party",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HookMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=bonafix.kit.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("event", models.CharField(max_length=40)),
                ("case_id", models.UUIDField(null=True)),
                ("key", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("status", models.CharField(default="queued", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, default="", max_length=40)),
                ("queued_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "hook",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notices.hook",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="operators.operator",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="hook",
            index=models.Index(fields=["operator", "party"], name="notices_hooks_of_party"),
        ),
        migrations.AddIndex(
            model_name="hookmessage",
            index=models.Index(fields=["operator", "hook", "queued_at"], name="notices_hook_log"),
        ),
        migrations.AddConstraint(
            model_name="hookmessage",
            constraint=models.UniqueConstraint(
                fields=("operator", "hook", "key"), name="notices_hook_once_per_key"
            ),
        ),
        SecureTenancy(),
    ]

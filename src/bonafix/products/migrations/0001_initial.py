import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import bonafix.kit.ids
import bonafix.operators.tenancy
from bonafix.operators.migration_ops import SecureTenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("operators", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HotlineClaim",
            fields=[
                ("claimant_hash", models.BinaryField(primary_key=True, serialize=False)),
                ("number_hash", models.BinaryField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Brand",
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
                ("title", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, default="", max_length=120)),
                ("changed_at", models.DateTimeField()),
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
            name="Authorisation",
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
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "document",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
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
                (
                    "outlet",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.party",
                    ),
                ),
                (
                    "brand",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.brand",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Coverage",
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
                ("division_code", models.CharField(max_length=9)),
                ("edition", models.CharField(max_length=20)),
                ("exclude", models.BooleanField(default=False)),
                ("urgent", models.BooleanField(default=False)),
                ("standby", models.JSONField(default=list)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "brand",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.brand",
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
            name="Fault",
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
                ("category", models.CharField(max_length=40)),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, default="", max_length=120)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "skills",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("urgent_allowed", models.BooleanField()),
                ("changed_at", models.DateTimeField()),
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
        migrations.CreateModel(
            name="Hotline",
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
                ("number", models.CharField(max_length=20)),
                ("status", models.CharField(default="claimed", max_length=12)),
                ("authorised_from", models.DateTimeField(null=True)),
                ("authorised_to", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "brand",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.brand",
                    ),
                ),
                (
                    "document",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
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
        migrations.CreateModel(
            name="PriceItem",
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
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, default="", max_length=120)),
                ("fen", models.BigIntegerField()),
                ("unit", models.CharField(max_length=20)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
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
                    "owner",
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
            name="Product",
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
                ("sku", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, default="", max_length=120)),
                ("category", models.CharField(max_length=40)),
                ("changed_at", models.DateTimeField()),
                (
                    "brand",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.brand",
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
        migrations.CreateModel(
            name="SoldUnit",
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
                ("serial", models.CharField(blank=True, default="", max_length=60)),
                ("order_ref", models.CharField(blank=True, default="", max_length=60)),
                ("sold_at", models.DateTimeField(null=True)),
                ("installed_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
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
                    "owner",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.party",
                    ),
                ),
                (
                    "product",
                    bonafix.operators.tenancy.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.product",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="brand",
            constraint=models.UniqueConstraint(
                fields=("operator", "title"), name="products_brand_title"
            ),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(
                fields=["operator", "outlet", "brand"], name="products_authorisation_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                name="products_authorisation_span",
            ),
        ),
        migrations.AddIndex(
            model_name="coverage",
            index=models.Index(
                fields=["operator", "brand", "division_code"], name="products_coverage_place"
            ),
        ),
        migrations.AddIndex(
            model_name="coverage",
            index=models.Index(fields=["operator", "party"], name="products_coverage_party"),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("operator", "party", "brand", "division_code", "exclude"),
                name="products_coverage_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="fault",
            constraint=models.UniqueConstraint(
                fields=("operator", "category", "code"), name="products_fault_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="fault",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gt", 0)), name="products_fault_takes_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="hotline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "withdrawn"), _negated=True),
                fields=("operator", "brand", "number"),
                name="products_hotline_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="hotline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "authorised"), _negated=True),
                    models.Q(
                        ("authorised_from__isnull", False),
                        ("authorised_to__gt", models.F("authorised_from")),
                        ("document__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="products_hotline_needs_paper",
            ),
        ),
        migrations.AddIndex(
            model_name="priceitem",
            index=models.Index(fields=["operator", "owner", "code"], name="products_price_list"),
        ),
        migrations.AddConstraint(
            model_name="priceitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("operator", "owner", "code"),
                name="products_price_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="priceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gte", 0)), name="products_price_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="priceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="products_price_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(
                fields=("operator", "sku"), name="products_product_sku"
            ),
        ),
        migrations.AddIndex(
            model_name="soldunit",
            index=models.Index(
                condition=models.Q(("order_ref", ""), _negated=True),
                fields=["operator", "order_ref"],
                name="products_unit_order",
            ),
        ),
        migrations.AddIndex(
            model_name="soldunit",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["operator", "owner"],
                name="products_unit_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="soldunit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("serial", ""), _negated=True),
                fields=("operator", "product", "serial"),
                name="products_unit_serial",
            ),
        ),
        # The claims are compared across operators; they hold keyed hashes only.
        SecureTenancy(exempt=("HotlineClaim",)),
    ]

"""Tables of brands, goods, prices, coverage and hotlines."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class Brand(Recorded):
    """A brand; its party is the organisation that speaks for it."""

    party = TenantForeignKey("people.Party")
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "title"], name="products_brand_title")
        ]

    def __str__(self) -> str:
        return self.title


class Product(Recorded):
    """A kind of goods."""

    brand = TenantForeignKey(Brand)
    sku = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True, default="")
    # What the fault catalogue is sorted by: smart_lock, lock, safe …
    category = models.CharField(max_length=40)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "sku"], name="products_product_sku")
        ]

    def __str__(self) -> str:
        return self.sku


class Fault(Recorded):
    """What can be wrong with a category of goods, and what mending it takes."""

    category = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True, default="")
    minutes = models.PositiveSmallIntegerField()
    skills = ArrayField(models.CharField(max_length=40))
    urgent_allowed = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "category", "code"], name="products_fault_code"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="products_fault_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.category}/{self.code}"


class PriceItem(Recorded):
    """One line of a public price list and when it holds: from included, to not included.

    A line that was replaced before it began has `valid_to` equal to `valid_from`.
    """

    owner = TenantForeignKey("people.Party")  # a brand or an outlet
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True, default="")
    fen = models.BigIntegerField()
    unit = models.CharField(max_length=20)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "owner", "code"],
                condition=Q(valid_to__isnull=True),
                name="products_price_one_open",
            ),
            models.CheckConstraint(condition=Q(fen__gte=0), name="products_price_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="products_price_span",
            ),
        ]
        indexes = [models.Index(fields=["operator", "owner", "code"], name="products_price_list")]

    def __str__(self) -> str:
        return self.code


class SoldUnit(Recorded):
    """One piece that was sold: what a case is about, when known."""

    product = TenantForeignKey(Product)
    serial = models.CharField(max_length=60, blank=True, default="")
    order_ref = models.CharField(max_length=60, blank=True, default="")
    owner = TenantForeignKey("people.Party", null=True)
    sold_at = models.DateTimeField(null=True)
    # A warranty's clock starts here where the business installs (消法实施条例 18).
    installed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "product", "serial"],
                condition=~Q(serial=""),
                name="products_unit_serial",
            )
        ]
        indexes = [
            models.Index(
                fields=["operator", "order_ref"],
                condition=~Q(order_ref=""),
                name="products_unit_order",
            ),
            models.Index(
                fields=["operator", "owner"],
                condition=Q(owner__isnull=False),
                name="products_unit_owner",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Coverage(Recorded):
    """A party serves, or (exclude) does not serve, a division and all that lies in it."""

    party = TenantForeignKey("people.Party")  # an outlet, or the brand itself
    brand = TenantForeignKey(Brand)
    division_code = models.CharField(max_length=9)
    # Of which list of divisions the code is, e.g. 2025-12-31.
    edition = models.CharField(max_length=20)
    exclude = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    # [{"days": [0..6, 0 is Monday], "from": "08:00", "to": "24:00"}], clock of Asia/Shanghai.
    standby = models.JSONField(default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "party", "brand", "division_code", "exclude"],
                condition=Q(until__isnull=True),
                name="products_coverage_one_open",
            )
        ]
        indexes = [
            # Taking a report in asks for a brand and at most four codes.
            models.Index(
                fields=["operator", "brand", "division_code"], name="products_coverage_place"
            ),
            models.Index(fields=["operator", "party"], name="products_coverage_party"),
        ]

    def __str__(self) -> str:
        return f"{'-' if self.exclude else '+'}{self.division_code}"


class Authorisation(Recorded):
    """A brand allows an outlet to work in its name, from included, to not included.

    One that was revoked before it began has `valid_to` equal to `valid_from`.
    """

    outlet = TenantForeignKey("people.Party")
    brand = TenantForeignKey(Brand)
    document = TenantForeignKey("files.StoredFile")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")),
                name="products_authorisation_span",
            )
        ]
        indexes = [
            models.Index(fields=["operator", "outlet", "brand"], name="products_authorisation_of")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Hotline(Recorded):
    """A number of which somebody says that it is the brand's service hotline."""

    brand = TenantForeignKey(Brand)
    number = models.CharField(max_length=20)  # rules.hotlines.parse_hotline; it is public
    status = models.CharField(max_length=12, default="claimed")  # claimed, authorised, withdrawn
    # The brand's own paper: without it, and outside its dates, the number is not shown.
    document = TenantForeignKey("files.StoredFile", null=True)
    authorised_from = models.DateTimeField(null=True)
    authorised_to = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "brand", "number"],
                condition=~Q(status="withdrawn"),
                name="products_hotline_once",
            ),
            models.CheckConstraint(
                condition=~Q(status="authorised")
                | Q(
                    document__isnull=False,
                    authorised_from__isnull=False,
                    authorised_to__gt=models.F("authorised_from"),
                ),
                name="products_hotline_needs_paper",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class HotlineClaim(models.Model):
    """That somebody claims some number, for all operators of this installation.

    Derived from `Hotline` in the same transaction, hence not on record itself. Both hashes
    are keyed; the claimant's includes the number, so that not even two numbers of one
    claimant can be brought together.
    """

    claimant_hash = models.BinaryField(primary_key=True)
    number_hash = models.BinaryField(db_index=True)
    tenancy_exempt = "compares keyed hashes across operators; it names neither number nor owner"

    def __str__(self) -> str:
        return "claim"


class Order(Recorded):
    """What a buyer bought of a merchant, and what was paid: a claim is about one of these."""

    merchant = TenantForeignKey("people.Party")
    buyer = TenantForeignKey("people.Party", null=True)
    ref = models.CharField(max_length=60)  # the number that buyer and merchant know it by
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=20, default="general")  # general, perishable
    goods_fen = models.PositiveBigIntegerField()
    freight_fen = models.PositiveBigIntegerField(default=0)
    paid_fen = models.PositiveBigIntegerField()
    bought_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "merchant", "ref"], name="products_order_ref"
            ),
            models.CheckConstraint(
                condition=Q(paid_fen__lte=models.F("goods_fen") + models.F("freight_fen")),
                name="products_order_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

"""Tables of what is passed on to outlets and paid, comes again, or is free for the new."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class PayRate(Recorded):
    """What a visit pays to the outlet, and of that to whoever goes, from when on."""

    brand = TenantForeignKey("products.Brand", null=True)
    kind = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    since = models.DateTimeField()
    outlet_fen = models.PositiveIntegerField()
    technician_fen = models.PositiveIntegerField()
    urgent_outlet_fen = models.PositiveIntegerField()
    urgent_technician_fen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "version"], name="repairs_rate_version")
        ]


class Offer(Recorded):
    """A visit that was passed to an outlet: what it pays, until when it says yes, what became.

    An offer that was not taken on goes to the next outlet; it says nothing against this one.
    """

    case = TenantForeignKey("cases.Case")
    outlet = TenantForeignKey("people.Party")
    technician = TenantForeignKey("dispatch.Technician")
    promise = TenantForeignKey("repairs.Promise")
    # offered, accepted; then lapsed, handed_back, refused, taken_back, moved_on
    status = models.CharField(max_length=12)
    offered_at = models.DateTimeField()
    accept_by = models.DateTimeField(null=True)  # null: nobody was asked
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=12, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    rate = TenantForeignKey(PayRate, null=True)  # null: no pay was on file
    outlet_fen = models.PositiveIntegerField(null=True)
    technician_fen = models.PositiveIntegerField(null=True)
    policy_version = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["operator", "case"], name="repairs_offers_of_case"),
            models.Index(fields=["operator", "outlet", "status"], name="repairs_offers_of_outlet"),
        ]


class Revisit(Recorded):
    """A case that comes again for what an earlier one had repaired; free under its guarantee."""

    case = TenantForeignKey("cases.Case")
    earlier = TenantForeignKey("cases.Case")
    guarantee = TenantForeignKey("repairs.Guarantee", null=True)  # null: it is a paid visit
    outlet = TenantForeignKey("people.Party", null=True)  # whoever repaired it goes first
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "case"], name="repairs_one_revisit")
        ]
        indexes = [models.Index(fields=["operator", "earlier"], name="repairs_revisits_of")]


class InspectionOffer(Recorded):
    """A brand offers new customers a first inspection free of charge: where, and on which days.

    From included, to not included; one that was ended before it began has both equal.
    """

    brand = TenantForeignKey("products.Brand")
    product = TenantForeignKey("products.Product", null=True)
    region_code = models.CharField(max_length=9, blank=True, default="")
    free = ArrayField(models.CharField(max_length=40))  # items of the public price list
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="repairs_inspection_offer_span",
            )
        ]


class FirstVisit(Recorded):
    """Whether an inspection was granted as the first one, free of charge, and why not."""

    case = TenantForeignKey("cases.Case")
    offer = TenantForeignKey(InspectionOffer)
    verdict = models.CharField(max_length=10)  # granted, known
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "case"], name="repairs_one_first_visit")
        ]

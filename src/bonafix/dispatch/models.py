"""Tables of who can go, and who goes when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey, TenantModel


class Technician(Recorded):
    """A person who goes to customers. Its id is that of its party."""

    outlet = TenantForeignKey("people.Party", null=True)
    # A brand may send its own technicians, without an outlet.
    brand = TenantForeignKey("products.Brand", null=True)
    public_name = models.CharField(max_length=40)  # 「张师傅」: what a customer is told
    # Where the day starts: a division, never a home address.
    division_code = models.CharField(max_length=9)
    skills = ArrayField(models.CharField(max_length=40))
    status = models.CharField(max_length=12, default="active")

    class Meta:
        indexes = [models.Index(fields=["operator", "outlet"], name="dispatch_tech_outlet")]


class Shift(Recorded):
    """When a technician works (shift) or stands by for urgent reports (standby)."""

    technician = TenantForeignKey(Technician)
    during = DateTimeRangeField()
    kind = models.CharField(max_length=12)
    status = models.CharField(max_length=12, default="active")  # active, ended


class Booking(Recorded):
    """A technician's time for one visit, the way there included."""

    technician = TenantForeignKey(Technician)
    case = TenantForeignKey("cases.Case")
    during = DateTimeRangeField()
    arrive_at = models.DateTimeField()
    arrive_by = models.DateTimeField()
    place_code = models.CharField(max_length=9)
    status = models.CharField(max_length=12, default="active")  # active, done, released
    reason = models.JSONField()
    passed_over = models.JSONField()

    class Meta:
        constraints = [
            # The database itself forbids double booking.
            ExclusionConstraint(
                name="dispatch_no_double_booking",
                expressions=[
                    (F("operator_id"), RangeOperators.EQUAL),
                    (F("technician_id"), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(status="active"),
            ),
            models.UniqueConstraint(
                fields=["operator", "case"],
                condition=Q(status="active"),
                name="dispatch_one_booking_per_case",
            ),
        ]


class Hold(TenantModel):
    """Time that is kept for somebody who chooses, until `until`; then it is as if never there.

    No state: what is chosen becomes a booking, which is on record. One holder may be kept
    several times to choose from, also of one technician; two holders never the same time.
    """

    technician = TenantForeignKey(Technician)
    holder = models.CharField(max_length=60)  # report:…, or case:…
    during = DateTimeRangeField()
    arrive_at = models.DateTimeField()
    window = DateTimeRangeField()  # what was offered
    place_code = models.CharField(max_length=9)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="dispatch_no_time_kept_twice",
                expressions=[
                    (F("operator_id"), RangeOperators.EQUAL),
                    (F("technician_id"), RangeOperators.EQUAL),
                    (F("holder"), RangeOperators.NOT_EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["operator", "holder"], name="dispatch_hold_holder")]

"""Tables of a repair."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class Repair(Recorded):
    """A fault that somebody reported, and how far its repair is."""

    case = TenantForeignKey("cases.Case")
    customer = TenantForeignKey("people.Party")
    brand = TenantForeignKey("products.Brand", null=True)
    product = TenantForeignKey("products.Product", null=True)
    fault = TenantForeignKey("products.Fault", null=True)
    kind = models.CharField(max_length=20, default="repair")
    status = models.CharField(max_length=12)
    description = SealedField()
    address = SealedField()
    # The code that the customer tells the technician at the door.
    door_code = SealedField()
    place_code = models.CharField(max_length=9, blank=True, default="")
    place_name = models.CharField(max_length=120, blank=True, default="")
    place_status = models.CharField(max_length=20)
    place_edition = models.CharField(max_length=20)
    urgent = models.BooleanField()
    preferred = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField()
    skills = ArrayField(models.CharField(max_length=40), default=list)
    outlet = TenantForeignKey("people.Party", null=True)
    technician = TenantForeignKey("dispatch.Technician", null=True)
    standing = models.CharField(max_length=12, blank=True, default="")  # authorised, independent
    waiting_reason = models.CharField(max_length=40, blank=True, default="")
    nearest_code = models.CharField(max_length=9, blank=True, default="")
    help_offered = models.CharField(max_length=20, blank=True, default="")
    arrive_from = models.DateTimeField(null=True)
    arrive_by = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    arranged_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    repaired_at = models.DateTimeField(null=True)
    signed_off_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    # Who is not sent again: silent, refused, or handed back. It says nothing about them.
    not_again = ArrayField(models.UUIDField(), default=list)
    moved = models.PositiveSmallIntegerField(default=0)  # how often by the customer

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "case"], name="repairs_one_per_case")
        ]
        indexes = [
            models.Index(fields=["operator", "status"], name="repairs_by_status"),
            models.Index(fields=["operator", "technician"], name="repairs_by_technician"),
        ]


class Promise(Recorded):
    """What was promised, from when it counts, and what became of it."""

    case = TenantForeignKey("cases.Case")
    kind = models.CharField(max_length=20)  # within_30, window
    counted_from = models.DateTimeField()
    arrive_by = models.DateTimeField()
    status = models.CharField(max_length=10, default="open")  # open, kept, broken, released
    late_seconds = models.IntegerField(null=True)
    warned_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # Whose clock it was measured by: ours (server), or that of a device without signal (device).
    measured_by = models.CharField(max_length=10, blank=True, default="")
    released_because = models.CharField(max_length=40, blank=True, default="")


class VisitStep(Recorded):
    """A step that the technician's device sent: once, with its own time and ours."""

    case = TenantForeignKey("cases.Case")
    client_id = models.UUIDField()
    technician_id = models.UUIDField()
    verb = models.CharField(max_length=20)
    done_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    outcome = models.CharField(max_length=40)
    # The device's clock at the moment of sending: the difference to ours is its error.
    sent_at = models.DateTimeField(null=True)
    # What belongs to a step that waited on the device, as it came; never the customer's code.
    content = SealedField(null=True)
    # Of a step that came too late to be done: why, and what a person made of it.
    kept_because = models.CharField(max_length=40, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_as = models.CharField(max_length=12, blank=True, default="")  # record, device, both

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "client_id"], name="repairs_step_once")
        ]


class VisitFile(Recorded):
    """A picture of a visit in custody: of before, of after, of a difference, a signature."""

    case = TenantForeignKey("cases.Case")
    client_id = models.UUIDField()
    technician_id = models.UUIDField()
    # before, after, difference, signature, paper, witness (its signature), own_sign (technician's)
    kind = models.CharField(max_length=12)
    file_id = models.UUIDField()
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "client_id"], name="repairs_file_once")
        ]
        indexes = [models.Index(fields=["operator", "case"], name="repairs_files_of_case")]


class InstalledPart(Recorded):
    """A part that was built in, with its serial number."""

    case = TenantForeignKey("cases.Case")
    code = models.CharField(max_length=40)  # of the price list
    title = models.CharField(max_length=120)
    serial = models.CharField(max_length=40)
    at = models.DateTimeField()


class Quote(Recorded):
    """What the work will cost, by the public price list; nothing above it is charged."""

    case = TenantForeignKey("cases.Case")
    lines = models.JSONField()
    total_fen = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10, default="offered"
    )  # offered, replaced, approved, declined
    offered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    # Of a quote that changes an approved one: why, and the picture that shows it.
    why = models.CharField(max_length=20, blank=True, default="")
    picture_id = models.UUIDField(null=True)
    # Of an approval that was given on the technician's telephone: what was signed.
    signature_id = models.UUIDField(null=True)


class Guarantee(Recorded):
    """The written guarantee of a finished repair."""

    case = TenantForeignKey("cases.Case")
    starts_on = models.DateField()
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    voucher_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "case"], name="repairs_one_guarantee")
        ]


class SignOff(Recorded):
    """The customer's word that the work is done: how it was given."""

    case = TenantForeignKey("cases.Case")
    method = models.CharField(max_length=12)  # page, signature, code, paper, told
    signature_id = models.UUIDField(null=True)
    at = models.DateTimeField()


class Policy(Recorded):
    """What the operator decided about moving, waiting and cancelling, from when on."""

    version = models.PositiveIntegerField()
    since = models.DateTimeField()
    values = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "version"], name="repairs_policy_version")
        ]


class Cancellation(Recorded):
    """At which stage a visit was cancelled, and what that costs under which policy."""

    case = TenantForeignKey("cases.Case")
    stage = models.CharField(max_length=12)
    because = models.CharField(max_length=12)
    fee_code = models.CharField(max_length=40, blank=True, default="")
    fee_fen = models.PositiveIntegerField(default=0)
    policy_version = models.PositiveIntegerField()
    at = models.DateTimeField()


class Adjournment(Recorded):
    """Why one visit was not enough, and when the next can be."""

    case = TenantForeignKey("cases.Case")
    why = models.CharField(max_length=12)  # part, time, skill
    part = models.CharField(max_length=40, blank=True, default="")  # of the price list
    expected_at = models.DateTimeField()
    at = models.DateTimeField()


class LocalPermit(Recorded):
    """A local authority lets an outlet or a technician do what asks for it, in one region.

    From included, to not included; one that was ended before it began has both equal.
    """

    holder = TenantForeignKey("people.Party")  # an outlet, or one technician
    skill = models.CharField(max_length=40)  # door_open
    region_code = models.CharField(max_length=9)
    document = TenantForeignKey("files.StoredFile")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="repairs_permit_span",
            )
        ]
        indexes = [
            models.Index(fields=["operator", "skill", "holder"], name="repairs_permits_of_holder")
        ]


class DoorProof(Recorded):
    """What was shown and seen before somebody's lock was opened, and who was there.

    The names and numbers are sealed under the customer's key. `rules` are the ids of the rows
    that asked for it; `unverified` says that not each was read in the text itself.
    """

    case = TenantForeignKey("cases.Case")
    technician_id = models.UUIDField()
    permit = TenantForeignKey(LocalPermit)
    premises = models.CharField(max_length=12)  # home, company, vehicle
    identity = models.CharField(max_length=24)
    identity_number = SealedField(null=True)
    right = models.CharField(max_length=24)
    witness = models.CharField(max_length=24)
    witness_name = SealedField()
    witness_number = SealedField(null=True)
    signature_id = models.UUIDField()  # the customer's, or the paper with it
    witness_signature_id = models.UUIDField()
    technician_signature_id = models.UUIDField(null=True)
    rules = models.JSONField(default=list)
    unverified = models.BooleanField()
    kept_until = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["operator", "case"], name="repairs_door_proofs")]


class Inspection(Recorded):
    """What a technician saw at a thing: a word of the list, a description, never a judgement."""

    case = TenantForeignKey("cases.Case")
    technician_id = models.UUIDField()
    seen = models.CharField(max_length=20)  # see rules.inspections
    words = SealedField()
    serial = models.CharField(max_length=40, blank=True, default="")
    pictures = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "case"], name="repairs_one_inspection")
        ]


class DoorDecline(Recorded):
    """A lock that was not opened, and why in a word that says nothing about a person."""

    case = TenantForeignKey("cases.Case")
    technician_id = models.UUIDField()
    why = models.CharField(max_length=16)
    stage = models.CharField(max_length=12)
    kept_until = models.DateTimeField()
    at = models.DateTimeField()


# Django looks for tables in this module; these have one of their own.
from bonafix.repairs import passed, recordings  # noqa: E402,F401

"""Tables of the evidence: what was asked for and came in; a merchant's records and pictures."""

from django.db import models

from bonafix.evidence.reuse.models import PictureCode, PictureMatch
from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey

__all__ = ["Ask", "Item", "PictureCode", "PictureMatch"]


class Ask(Recorded):
    """One request for pictures in a case, with a code that is fresh for it, until an instant."""

    case = TenantForeignKey("cases.Case")
    # Whose evidence it is; the files are sealed under this party's key.
    party = TenantForeignKey("people.Party")
    code = models.CharField(max_length=8)
    wanted = models.JSONField()
    # camera: taken on the page only; upload: files of the telephone are taken as well.
    source = models.CharField(max_length=10)
    status = models.CharField(max_length=12)  # open, complete, over, withdrawn
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # What the party says: does it hold content made by AI? yes, no, unsure; empty: not said.
    ai_declared = models.CharField(max_length=8, blank=True, default="")
    declared_at = models.DateTimeField(null=True)
    # What the device says about itself, when the party agreed; JSON.
    device = SealedField(null=True)

    class Meta:
        indexes = [models.Index(fields=["operator", "case"], name="evidence_ask_case")]

    def __str__(self) -> str:
        return f"{self.code} {self.case_id}"


class Item(Recorded):
    """One file that came in for an ask, and what the check of its usability said."""

    ask = TenantForeignKey(Ask)
    case = TenantForeignKey("cases.Case")
    shot = models.CharField(max_length=20)
    file = TenantForeignKey("files.StoredFile")
    source = models.CharField(max_length=10)  # as the page says: camera, upload
    taken_at = models.DateTimeField(null=True)  # as the device says
    received_at = models.DateTimeField()
    # Words of examine.usability; None until somebody looked. Empty: it can be used.
    problems = models.JSONField(null=True)
    # Whoever gave it said that they cannot do better.
    kept = models.BooleanField(default=False)
    # seen, not_read: whether a machine read the code in the frame; empty: not looked for.
    code_seen = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "file"], name="evidence_item_once")
        ]
        indexes = [models.Index(fields=["operator", "ask"], name="evidence_item_ask")]

    def __str__(self) -> str:
        return f"{self.shot} {self.file_id}"


class Packing(Recorded):
    """A merchant's picture or clip of a parcel, and what was read of it."""

    merchant = TenantForeignKey("people.Party")
    order = TenantForeignKey("products.Order", null=True)
    kind = models.CharField(max_length=10)  # packing, shipping
    file = TenantForeignKey("files.StoredFile")
    digest = models.CharField(max_length=64)  # SHA-256: the same file is one record
    # reading, bound, asks (a person), aside (a person said that it belongs to none)
    status = models.CharField(max_length=10)
    question = models.CharField(max_length=20, blank=True, default="")  # parcels.QUESTIONS
    order_ref = models.CharField(max_length=60, blank=True, default="")  # as told
    waybill = models.CharField(max_length=40, blank=True, default="")
    serials = models.JSONField(default=list)
    # [[what, value, where], …]: see parcels.Read. None until the file was read.
    known = models.JSONField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_from = models.CharField(max_length=10, blank=True, default="")  # exif, container, told
    received_at = models.DateTimeField()
    settled_by = models.CharField(max_length=60, blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "merchant", "digest"], name="evidence_packing_once"
            )
        ]
        indexes = [
            models.Index(fields=["operator", "order"], name="evidence_packing_order"),
            models.Index(fields=["operator", "merchant", "status"], name="evidence_packing_asks"),
            models.Index(fields=["operator", "waybill"], name="evidence_packing_waybill"),
        ]


class Reference(Recorded):
    """How goods look, as their merchant or brand shows them; from one instant to another."""

    owner = TenantForeignKey("people.Party")
    goods = models.CharField(max_length=120)  # the title by which orders name them
    view = models.CharField(max_length=40, blank=True, default="")
    # Counts the changes of this owner's pictures of these goods.
    version = models.PositiveIntegerField()
    file = TenantForeignKey("files.StoredFile")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["operator", "goods"], name="evidence_reference_goods")]


class Bundle(Recorded):
    """A bundle that somebody asked for; its file lives for some days."""

    case = TenantForeignKey("cases.Case")
    edition = models.CharField(max_length=8)  # full, masked
    status = models.CharField(max_length=8)  # asked, ready, failed, gone
    # Who gets it, who releases it and why: personal, so a file of its own with its hash on record.
    names = TenantForeignKey("files.StoredFile")
    account_id = models.UUIDField(null=True)
    file = TenantForeignKey("files.StoredFile", null=True)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["operator", "case"], name="evidence_bundle_case")]

    def __str__(self) -> str:
        return f"{self.edition} {self.case_id}"


class TrustList(Recorded):
    """A list of signers that the operator trusts (C2PA); none is shipped."""

    title = models.CharField(max_length=120)
    # Of the file as it was given, 32 bytes; what is kept are its certificates as PEM.
    sha256 = models.BinaryField()
    file = TenantForeignKey("files.StoredFile")
    certificates = models.PositiveIntegerField()
    first = models.CharField(max_length=100)  # whom the first certificate names
    account_id = models.UUIDField(null=True)  # who brought it in; empty: at the console
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class Provider(Recorded):
    """Which legal entity a credit code in labels names, from one day to another; of whose word.

    The operator's own table; it comes before the one that is shipped.
    """

    uscc = models.CharField(max_length=18)
    name = models.CharField(max_length=120)
    services = models.CharField(max_length=120, blank=True, default="")
    contact = models.CharField(max_length=200, blank=True, default="")  # where it takes letters
    source = models.CharField(max_length=300)
    mark = models.CharField(max_length=1)  # V read at the source, S by somebody else's word
    since = models.DateField()
    until = models.DateField(null=True)  # exclusive
    account_id = models.UUIDField(null=True)  # who said so; empty: at the console
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["operator", "uscc"], name="evidence_provider_code")]

    def __str__(self) -> str:
        return f"{self.uscc} {self.name}"


class FoundLabel(Recorded):
    """A label in a file names a provider: its logs may be gone after a day, so somebody asks."""

    case = TenantForeignKey("cases.Case")
    party = TenantForeignKey("people.Party")  # whose file it is
    file = TenantForeignKey("files.StoredFile")
    code = models.CharField(max_length=27)
    uscc = models.CharField(max_length=18)
    number = SealedField(null=True)  # content number: a stranger's text
    found_at = models.DateTimeField()
    logs_until = models.DateField()  # the last day, at the latest
    status = models.CharField(max_length=8)  # open, asked, lapsed
    asked_on = models.DateField(null=True)
    asked_how = models.CharField(max_length=10, blank=True, default="")
    asked_by = models.CharField(max_length=60, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "file", "code"], name="evidence_label_once")
        ]
        indexes = [models.Index(fields=["operator", "status"], name="evidence_label_open")]

    def __str__(self) -> str:
        return f"{self.code} {self.file_id}"

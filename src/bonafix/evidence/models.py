"""Tables of the evidence: what was asked for, and what came in."""

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

"""Tables of the search: a code for each picture, and pictures that were seen twice."""

from django.db import models

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class PictureCode(models.Model):
    """The code of one picture (examine.reuse.codes), by which copies of it are found.

    Not on record: it is derived from the picture, made anew by `bonafix reindex`, and has to go
    with the person whose picture it is.
    """

    # In the order of commits (see index.put) and never given twice, so that a process that knows
    # all up to one needs only those after it.
    seq = models.BigAutoField(primary_key=True)
    operator = models.ForeignKey(
        "operators.Operator", models.PROTECT, related_name="+", db_index=False
    )
    series = models.CharField(max_length=10)  # claims, visits
    case = TenantForeignKey("cases.Case")
    party = TenantForeignKey("people.Party")
    file = TenantForeignKey("files.StoredFile")
    version = models.CharField(max_length=8)
    # 256 bytes; empty for a picture almost without structure, which finds nothing.
    code = models.BinaryField()
    at = models.DateTimeField()
    # None until the search for it came to its end: one that was cut off is done again.
    searched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "series", "file"], name="evidence_code_once"
            )
        ]
        indexes = [
            models.Index(fields=["operator", "series", "seq"], name="evidence_code_in_order"),
            models.Index(fields=["operator", "party"], name="evidence_code_of_party"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.seq}"


class PictureMatch(Recorded):
    """Two pictures of different cases that show the same photograph. It says nothing of why."""

    series = models.CharField(max_length=10)
    case = TenantForeignKey("cases.Case")
    file = TenantForeignKey("files.StoredFile")
    other_case = TenantForeignKey("cases.Case")
    other_file = TenantForeignKey("files.StoredFile")
    # same_file, digital (copied, cropped, mirrored …), photographed (from a screen or print)
    way = models.CharField(max_length=16)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "file", "other_file"], name="evidence_match_once"
            )
        ]
        indexes = [
            models.Index(fields=["operator", "case"], name="evidence_match_case"),
            models.Index(fields=["operator", "other_case"], name="evidence_match_other"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.other_file_id}"

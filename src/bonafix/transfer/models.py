"""Tables of what was brought in by file, from where, and what was taken elsewhere."""

from django.db import models

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class Import(Recorded):
    """A file that somebody brought in, how far it is, and what became of its rows.

    `source` and `report` hold personal data; both are destroyed at the end of their time.
    """

    kind = models.CharField(max_length=20)  # rules.tables.KINDS
    # uploaded, checked, unreadable, applying, applied, stopped, discarded
    status = models.CharField(max_length=12, default="uploaded")
    account_id = models.UUIDField(null=True)  # None: at the console
    sha256 = models.BinaryField()
    size = models.BigIntegerField()
    source = TenantForeignKey("files.StoredFile", null=True)
    # Faults by row with the cells of wrong rows, as JSON.
    report = TenantForeignKey("files.StoredFile", null=True)
    problem = models.CharField(max_length=40, blank=True, default="")
    columns = models.JSONField(default=list)  # keys that `problem` is about
    rows = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    expected = models.JSONField(default=dict)  # word → rows, as the preview said
    counts = models.JSONField(default=dict)  # word → rows, as it came
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["operator", "uploaded_at"], name="transfer_import_newest"),
            models.Index(fields=["operator", "sha256"], name="transfer_import_file"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Batch(Recorded):
    """Rows of an import that were applied together: all of them or none."""

    source = TenantForeignKey(Import)
    first = models.PositiveIntegerField()  # place of its first row in the table, from 0
    last = models.PositiveIntegerField()
    # {"made": {row: id}, "changed": {row: id}, "wrong": [[row, field, code, text, numbers]]}
    outcome = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "source", "first"], name="transfer_batch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.first}"


class ExternalRef(Recorded):
    """What another system calls one of our things, so that it is never taken over twice."""

    kind = models.CharField(max_length=20)  # outlets, units, orders
    # Never a person's number: rules.readers.reference refuses those.
    ref = models.CharField(max_length=200)
    subject_id = models.UUIDField()  # of a party, a sold unit, a case
    source = TenantForeignKey(Import, null=True)
    row = models.PositiveIntegerField()
    # The day on which the other system began it, when it said so.
    began_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "kind", "ref"], name="transfer_ref_once")
        ]
        indexes = [models.Index(fields=["operator", "subject_id"], name="transfer_ref_of")]

    def __str__(self) -> str:
        return self.ref


class Export(Recorded):
    """A whole data set that somebody asked for; the file lives for a day."""

    status = models.CharField(max_length=12, default="asked")  # asked, building, ready, gone
    purpose = models.CharField(max_length=20)
    account_id = models.UUIDField(null=True)
    file = TenantForeignKey("files.StoredFile", null=True)
    parts = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["operator", "asked_at"], name="transfer_export_newest")]

    def __str__(self) -> str:
        return str(self.id)

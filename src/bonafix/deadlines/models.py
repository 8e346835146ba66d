"""Deadlines, and the index by which the loop finds those that are due."""

from django.db import models

from bonafix.deadlines.rules import WAITING
from bonafix.ledger.models import Recorded


class Deadline(Recorded):
    """Something has to be done about a subject by an instant."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    name = models.CharField(max_length=40)
    # Which clock the time was counted on: natural, working_days, team_hours.
    calendar = models.CharField(max_length=20, default="natural")
    due_at = models.DateTimeField()
    # waiting → fired (nobody did it), met (done in time) or released (not needed any more).
    status = models.CharField(max_length=10, default=WAITING)
    set_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "subject_kind", "subject_id", "name"],
                condition=models.Q(status=WAITING),
                name="deadlines_one_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.name}"


class Due(models.Model):
    """When the loop has to look at which operator; exactly the waiting deadlines, no content.

    Derived from `Deadline` in the same transaction, hence not on record itself.
    """

    deadline_id = models.UUIDField(primary_key=True)
    operator = models.ForeignKey(
        "operators.Operator", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(db_index=True)
    # A row that could not be acted on is set aside, so that it keeps back no other: how often
    # it was tried, and when it is tried again. `due_at` stays what the deadline says.
    tries = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    tenancy_exempt = "one loop serves all operators; it holds ids and instants, no content"

    class Meta:
        indexes = [
            models.Index(
                fields=["retry_at"],
                condition=models.Q(retry_at__isnull=False),
                name="deadlines_due_set_aside",
            )
        ]

    def __str__(self) -> str:
        return str(self.deadline_id)

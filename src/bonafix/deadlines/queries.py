"""Reading deadlines."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from bonafix.deadlines.models import Deadline, Due
from bonafix.deadlines.rules import WAITING
from bonafix.ledger.audit import Report


def next_deadline(subject: tuple[str, UUID]) -> Deadline | None:
    """The waiting deadline of a subject that comes first."""
    return (
        Deadline.objects.filter(subject_kind=subject[0], subject_id=subject[1], status=WAITING)
        .order_by("due_at")
        .first()
    )


def is_waiting(subject: tuple[str, UUID], name: str) -> bool:
    """True while a deadline of this name is to come, so that none of that name has run out."""
    return Deadline.objects.filter(
        subject_kind=subject[0], subject_id=subject[1], name=name, status=WAITING
    ).exists()


def next_due_of(subject_ids: Iterable[UUID], kind: str = "case") -> dict[UUID, datetime]:
    """When the first waiting deadline of each subject is due; subjects without one are left out."""
    rows = Deadline.objects.filter(
        subject_kind=kind, subject_id__in=list(subject_ids), status=WAITING
    ).order_by("-due_at")
    return {row.subject_id: row.due_at for row in rows}


def overdue_since(now: datetime) -> datetime | None:
    """How old the oldest deadline is that should have fired, over all operators (for health)."""
    first = Due.objects.filter(due_at__lte=now).order_by("due_at").first()
    return first.due_at if first else None


def check_index(operator_id: UUID, report: Report) -> None:
    """For the audit: the due index holds the waiting deadlines, all of them and no others."""
    waiting = dict(Deadline.objects.filter(status=WAITING).values_list("id", "due_at"))
    index = dict(Due.objects.filter(operator_id=operator_id).values_list("deadline_id", "due_at"))
    for deadline_id in sorted(waiting.keys() | index.keys()):
        if waiting.get(deadline_id) != index.get(deadline_id):
            report.fault(
                "deadline", f"deadlines_due:{deadline_id}", "differs from the waiting deadline"
            )

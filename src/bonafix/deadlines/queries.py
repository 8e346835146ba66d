"""Reading deadlines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from bonafix.deadlines.models import Deadline, Due
from bonafix.deadlines.rules import FIRED, WAITING, WARNING
from bonafix.ledger.audit import Report


def next_deadline(subject: tuple[str, UUID]) -> Deadline | None:
    """What is owed about a subject first: its next waiting deadline that is no mere warning."""
    return _owed(subject_kind=subject[0], subject_id=subject[1]).order_by("due_at").first()


def _owed(**subject: Any) -> QuerySet[Deadline]:
    return Deadline.objects.filter(status=WAITING, **subject).exclude(name__endswith=WARNING)


def is_waiting(subject: tuple[str, UUID], name: str) -> bool:
    """True while a deadline of this name is to come, so that none of that name has run out."""
    return Deadline.objects.filter(
        subject_kind=subject[0], subject_id=subject[1], name=name, status=WAITING
    ).exists()


def is_owed(subject: tuple[str, UUID], name: str) -> bool:
    """True until it was met or released: a deadline that ran out is owed all the same."""
    newest = (
        Deadline.objects.filter(subject_kind=subject[0], subject_id=subject[1], name=name)
        .order_by("id")
        .last()
    )
    return newest is not None and newest.status in (WAITING, FIRED)


def due_of_case(column: str) -> Subquery:
    """For `annotate`: until when what is owed first in the case named by `column` is owed."""
    owed = _owed(subject_kind="case", subject_id=OuterRef(column))
    return Subquery(owed.order_by("due_at").values("due_at")[:1])


def overdue_since(now: datetime) -> datetime | None:
    """Since when the oldest deadline is due that nobody has tried yet, over all operators."""
    first = Due.objects.filter(due_at__lte=now, retry_at__isnull=True).order_by("due_at").first()
    return first.due_at if first else None


def set_aside(operator_id: UUID) -> list[Deadline]:
    """The operator's deadlines that could not be acted on and are tried again, oldest first."""
    rows = Due.objects.filter(operator_id=operator_id, retry_at__isnull=False)
    ids = list(rows.values_list("deadline_id", flat=True))
    return list(Deadline.objects.filter(id__in=ids).order_by("due_at"))


def count_set_aside() -> int:
    """How many rows are set aside, over all operators (for health and metrics)."""
    return Due.objects.filter(retry_at__isnull=False).count()


def check_index(operator_id: UUID, report: Report) -> None:
    """For the audit: the due index holds the waiting deadlines, all of them and no others."""
    waiting = dict(Deadline.objects.filter(status=WAITING).values_list("id", "due_at"))
    index = dict(Due.objects.filter(operator_id=operator_id).values_list("deadline_id", "due_at"))
    for deadline_id in sorted(waiting.keys() | index.keys()):
        if waiting.get(deadline_id) != index.get(deadline_id):
            report.fault(
                "deadline", f"deadlines_due:{deadline_id}", "differs from the waiting deadline"
            )

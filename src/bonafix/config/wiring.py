"""Which event wakes whom. The only place that knows all packages."""

from datetime import datetime
from uuid import UUID

from bonafix.jobs import handlers
from bonafix.notices.actions import deliver as deliver_notice
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.voucher import issue_guarantee
from bonafix.repairs.actions.watch import on_deadline


def _accepted(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    arrange_visit(Actor.system(operator_id), now, UUID(case_id))


def _signed_off(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    issue_guarantee(Actor.system(operator_id), now, UUID(case_id))


def _deadline(
    operator_id: UUID,
    now: datetime,
    *,
    deadline_id: str,
    subject_kind: str,
    subject_id: str,
    name: str,
) -> None:
    del deadline_id
    if subject_kind == "case":
        on_deadline(operator_id, now, UUID(subject_id), name)


def _notice(operator_id: UUID, now: datetime, *, notice_id: str) -> None:
    deliver_notice(operator_id, now, UUID(notice_id))


def connect() -> None:
    """Fill the table of handlers."""
    handlers.clear()
    handlers.on("repairs.accepted", _accepted)
    handlers.on("repairs.rescheduled", _accepted)
    handlers.on("repairs.signed_off", _signed_off)
    handlers.on("deadlines.fired", _deadline)
    handlers.on("notices.queued", _notice)

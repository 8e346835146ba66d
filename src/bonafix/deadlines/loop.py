"""The loop that fires deadlines: exactly once, however many loops run and die."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bonafix.deadlines.models import Deadline, Due
from bonafix.deadlines.rules import FIRED
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor

log = logging.getLogger(__name__)


def fire_due(now: datetime, limit: int) -> int:
    """Fire up to `limit` deadlines that are due, one transaction each; how many were.

    Several loops share the work: each takes the first row that no other holds. A loop
    that dies in the middle leaves its row to the others.
    """
    done = 0
    while done < limit and _fire_next(now):
        done += 1
    return done


def _fire_next(now: datetime) -> bool:
    with transaction.atomic():
        due = (
            Due.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(due_at__lte=now)
            .order_by("due_at")
            .first()
        )
        if due is None:
            return False
        _fire(due.operator_id, due.deadline_id, now)
        due.delete()
        return True


def _fire(operator_id: UUID, deadline_id: UUID, now: datetime) -> None:
    with begin(Actor.system(operator_id), now) as act:
        deadline = Deadline.objects.select_for_update(no_key=True).filter(pk=deadline_id).first()
        if deadline is None:
            # Only a damaged index says this; it must not keep all others from firing.
            log.error("the due index names deadline %s, which does not exist", deadline_id)
            return
        deadline.status, deadline.fired_at = FIRED, now
        subject = (deadline.subject_kind, deadline.subject_id)
        act.record("deadlines.fired", subject, rows=[deadline], body={"name": deadline.name})
        act.defer(
            "deadlines.fired",
            deadline_id=deadline.id,
            subject_kind=deadline.subject_kind,
            subject_id=deadline.subject_id,
            name=deadline.name,
        )

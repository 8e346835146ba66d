"""The loop that fires deadlines: exactly once, however many loops run and die."""

import logging
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from bonafix.deadlines.models import Deadline, Due
from bonafix.deadlines.rules import FIRED
from bonafix.kit.apart import failure_of, wait_after
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor

log = logging.getLogger(__name__)


def fire_due(now: datetime, limit: int) -> int:
    """Act on up to `limit` due rows, one transaction each; how many there were.

    Several loops share the work: each takes the first row that no other holds. A loop
    that dies in the middle leaves its row to the others. A row that fails is set aside and
    tried again later; it counts as looked at.
    """
    done = 0
    while done < limit and _fire_next(now):
        done += 1
    return done


def _fire_next(now: datetime) -> bool:
    with transaction.atomic():
        due = _next_due(now)
        if due is None:
            return False
        failure = failure_of(partial(_fire_and_clear, due, now))
        if failure is not None:
            if connection.needs_rollback:
                # Not the row's fault: the database went away. The row stays as it is.
                raise failure
            _set_aside(due, now, failure)
        return True


def _next_due(now: datetime) -> Due | None:
    """What has just come due goes first; then what was set aside and may be tried again."""
    rows = Due.objects.select_for_update(skip_locked=True, no_key=True)
    fresh = rows.filter(due_at__lte=now, retry_at__isnull=True).order_by("due_at").first()
    return fresh or rows.filter(retry_at__lte=now).order_by("retry_at").first()


def _fire_and_clear(due: Due, now: datetime) -> None:
    """All of it or nothing; what the database checks at the end is checked here already."""
    with transaction.atomic():
        _fire(due.operator_id, due.deadline_id, now)
        Due.objects.filter(pk=due.pk).delete()
        connection.check_constraints()


def _set_aside(due: Due, now: datetime, failure: Exception) -> None:
    due.tries += 1
    due.retry_at = now + wait_after(due.tries)
    due.save(update_fields=["tries", "retry_at"])
    log.error(
        "deadline %s of operator %s could not be acted on (try %d); again at %s",
        due.deadline_id,
        due.operator_id,
        due.tries,
        due.retry_at.isoformat(),
        exc_info=failure,
    )


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

"""Setting, meeting and releasing deadlines. All of them need a running action.

Callers hold their subject (the case) locked, so that two of them never set the same
deadline at once. Lock order here and in the loop: the index row, then the deadline.
"""

from datetime import datetime
from uuid import UUID

from bonafix.deadlines.models import Deadline, Due
from bonafix.deadlines.rules import MET, RELEASED, WAITING, check_deadline
from bonafix.ledger.acts import Act

# A kind and an id, such as ("case", case_id): the stream that the entries go to.
Subject = tuple[str, UUID]


def set_deadline(
    act: Act,
    subject: Subject,
    name: str,
    due_at: datetime,
    calendar: str = "natural",
    *,
    new: bool = False,
) -> Deadline:
    """Have `deadlines.fired` deferred at `due_at` unless the deadline is met before.

    A waiting deadline of the same subject and name is replaced; the very same one is
    left as it is. `new`: the subject began in this action, so that nothing can be waiting.
    `calendar` says how `due_at` was counted. `NotADeadline` for a naive
    time or a name that is no word.
    """
    check_deadline(subject[0], name, calendar, due_at)
    before = None if new else _hold(act, subject, name)
    if before is not None:
        if before.due_at == due_at and before.calendar == calendar:
            return before
        _end(act, before, RELEASED)
    deadline = Deadline(
        operator_id=act.operator_id,
        subject_kind=subject[0],
        subject_id=subject[1],
        name=name,
        calendar=calendar,
        due_at=due_at,
        set_at=act.now,
    )
    rows = [deadline] if before is None else [before, deadline]
    act.record("deadlines.set", subject, rows=rows, body={"name": name})
    Due.objects.create(deadline_id=deadline.id, operator_id=act.operator_id, due_at=due_at)
    return deadline


def meet(act: Act, subject: Subject, name: str) -> Deadline | None:
    """What had to be done is done. None when no such deadline is waiting (any more)."""
    return _finish(act, subject, name, MET)


def release(act: Act, subject: Subject, name: str) -> Deadline | None:
    """It need not be done any more. None when no such deadline is waiting (any more)."""
    return _finish(act, subject, name, RELEASED)


def _finish(act: Act, subject: Subject, name: str, status: str) -> Deadline | None:
    deadline = _hold(act, subject, name)
    if deadline is not None:
        _end(act, deadline, status)
        act.record(f"deadlines.{status}", subject, rows=[deadline], body={"name": name})
    return deadline


def _hold(act: Act, subject: Subject, name: str) -> Deadline | None:
    """The waiting deadline, locked; None when there is none or the loop was faster."""
    found = Deadline.objects.filter(
        subject_kind=subject[0], subject_id=subject[1], name=name, status=WAITING
    ).first()
    if found is None:
        return None
    if Due.objects.select_for_update(no_key=True).filter(pk=found.id).first() is None:
        return None
    return act.lock(Deadline, found.id)


def _end(act: Act, deadline: Deadline, status: str) -> None:
    deadline.status, deadline.ended_at = status, act.now
    Due.objects.filter(pk=deadline.id).delete()

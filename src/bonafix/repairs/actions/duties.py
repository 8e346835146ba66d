"""What a person owes beside the road: calling somebody, deciding about a late visit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bonafix.cases.actions import hand_over
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.deadlines.actions import meet, set_deadline
from bonafix.deadlines.queries import is_waiting
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.models import Recorded
from bonafix.operators.actors import Actor
from bonafix.people.actions import give_consent
from bonafix.repairs.actions.codes import LOCKED, renew_code
from bonafix.repairs.actions.moving import hold, owner_of
from bonafix.repairs.errors import NothingOwed, check_reason
from bonafix.repairs.models import Repair, VisitStep
from bonafix.repairs.rules.late import SETTLED
from bonafix.repairs.rules.states import DUTIES, WITHDRAWN


def owe(act: Act, case: Case, name: str, rows: Sequence[Recorded] = (), **body: Any) -> None:
    """The duty comes up: whoever owes it has the case, with a deadline. Callers hold the case."""
    duty = DUTIES[name]
    act.record(duty.kind, ("case", case.id), rows=rows, body=body)
    hand_over(act, case, duty.owner)
    set_deadline(act, ("case", case.id), name, act.now + duty.within)


def done(actor: Actor, now: datetime, number: str, name: str, how: str = "") -> Repair:
    """A person has done it; the case goes back to whoever moves next.

    `how` says what was made of a conflict, one of SETTLED. `NothingOwed` when nobody waits
    for it (any more), or there is no such duty. A code is renewed whether it is owed or not.
    """
    if name not in DUTIES:
        raise NothingOwed
    if name == LOCKED:
        return renew_code(actor, now, number)
    if name == "settle_conflict":
        check_reason(how, SETTLED)
    duty = DUTIES[name]
    with begin(actor, now) as act:
        case = by_number(number)
        require_case(actor, duty.permission, case)
        case, repair = hold(act, case.id)
        if meet(act, ("case", case.id), name) is None:
            raise NothingOwed
        settled = _settled(act, case, how) if name == "settle_conflict" else []
        body = {"how": how} if settled else None
        act.record(duty.done, ("case", case.id), rows=settled, body=body)
        if name == WITHDRAWN:
            # They said so to whoever called: in which words, nobody can show.
            give_consent(
                act, repair.customer_id, purpose="repair", wording_version="told", channel="phone"
            )
        hand_over(act, case, *owner_of(repair))
    return repair


def _settled(act: Act, case: Case, how: str) -> list[VisitStep]:
    """The late steps that were decided about; what they say stays as it came."""
    rows = list(
        VisitStep.objects.select_for_update(no_key=True)
        .filter(case_id=case.id, outcome="conflict", settled_at__isnull=True)
        .order_by("id")
    )
    for row in rows:
        row.settled_at, row.settled_as = act.now, how
    return rows


def open_duties(repair: Repair) -> list[str]:
    """The names of what a person owes now."""
    subject = ("case", repair.case_id)
    return [
        name
        for name, duty in DUTIES.items()
        if repair.status in duty.during and is_waiting(subject, name)
    ]

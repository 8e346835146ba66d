"""What a person owes beside the road: calling somebody, deciding about a late visit."""

from datetime import datetime
from typing import Any

from bonafix.access import require
from bonafix.cases.actions import hand_over
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, subject_of
from bonafix.deadlines.actions import meet, set_deadline
from bonafix.deadlines.queries import is_waiting
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import give_consent
from bonafix.repairs.actions.codes import LOCKED, renew_code
from bonafix.repairs.actions.moving import hold, owner_of
from bonafix.repairs.errors import NothingOwed
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import DUTIES, WITHDRAWN


def owe(act: Act, case: Case, name: str, **body: Any) -> None:
    """The duty comes up: whoever owes it has the case, with a deadline. Callers hold the case."""
    duty = DUTIES[name]
    act.record(duty.kind, ("case", case.id), body=body)
    hand_over(act, case, duty.owner)
    set_deadline(act, ("case", case.id), name, act.now + duty.within)


def done(actor: Actor, now: datetime, number: str, name: str) -> Repair:
    """A person has done it; the case goes back to whoever moves next.

    `NothingOwed` when nobody waits for it (any more), or there is no such duty. A code is
    renewed whether it is owed or not.
    """
    if name not in DUTIES:
        raise NothingOwed
    if name == LOCKED:
        return renew_code(actor, now, number)
    duty = DUTIES[name]
    with begin(actor, now) as act:
        case = by_number(number)
        require(actor, duty.permission, subject_of(case))
        case, repair = hold(act, case.id)
        if meet(act, ("case", case.id), name) is None:
            raise NothingOwed
        act.record(duty.done, ("case", case.id))
        if name == WITHDRAWN:
            # They said so to whoever called: in which words, nobody can show.
            give_consent(
                act, repair.customer_id, purpose="repair", wording_version="told", channel="phone"
            )
        hand_over(act, case, *owner_of(repair))
    return repair


def open_duties(repair: Repair) -> list[str]:
    """The names of what a person owes now."""
    subject = ("case", repair.case_id)
    return [
        name
        for name, duty in DUTIES.items()
        if repair.status in duty.during and is_waiting(subject, name)
    ]

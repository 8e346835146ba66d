"""What a person owes beside the road: calling somebody back, seeing to a payment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bonafix.cases.actions import hand_over
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.claims.actions.moving import hold, owner_of
from bonafix.claims.errors import NothingOwed
from bonafix.claims.models import Claim
from bonafix.claims.rules.states import DUTIES
from bonafix.deadlines.actions import meet, set_deadline
from bonafix.deadlines.queries import is_waiting
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.models import Recorded
from bonafix.operators.actors import Actor


def owe(
    act: Act,
    case: Case,
    name: str,
    *,
    rows: Sequence[Recorded] = (),
    body: dict[str, Any] | None = None,
) -> None:
    """The duty comes up: whoever owes it has the case, with a deadline. Callers hold the case."""
    duty = DUTIES[name]
    act.record(duty.kind, ("case", case.id), rows=rows, body=body)
    hand_over(act, case, duty.owner)
    set_deadline(act, ("case", case.id), name, act.now + duty.within)


def meet_duty(
    act: Act,
    case: Case,
    name: str,
    *,
    rows: Sequence[Recorded] = (),
    body: dict[str, Any] | None = None,
) -> None:
    """What came up is done; the case goes back to whoever moves next. Callers hold the case."""
    meet(act, ("case", case.id), name)
    act.record(DUTIES[name].done, ("case", case.id), rows=rows, body=body)
    claim = Claim.objects.get(case_id=case.id)
    hand_over(act, case, *owner_of(claim))


def ask_person(actor: Actor, now: datetime, number: str) -> Claim:
    """Either side wants to talk to a person, at any time. Saying it twice is saying it once."""
    with begin(actor, now) as act:
        case = by_number(number)
        require_case(actor, "claim.ask_person", case)
        case, claim = hold(act, case.id)
        if not is_waiting(("case", case.id), "call_back"):
            owe(act, case, "call_back", body={"asked_by": actor.kind})
    return claim


def done(actor: Actor, now: datetime, number: str, name: str) -> Claim:
    """A person has done it; the case goes back to whoever moves next. `NothingOwed`."""
    if name not in DUTIES or DUTIES[name].answered:
        raise NothingOwed
    duty = DUTIES[name]
    with begin(actor, now) as act:
        case = by_number(number)
        require_case(actor, duty.permission, case)
        case, claim = hold(act, case.id)
        if meet(act, ("case", case.id), name) is None:
            raise NothingOwed
        act.record(duty.done, ("case", case.id))
        hand_over(act, case, *owner_of(claim))
        _try_again(act, case, claim, name)
    return claim


def _try_again(act: Act, case: Case, claim: Claim, name: str) -> None:
    """Late imports, because paying and charging owe these duties themselves."""
    if name == "see_to_payment":
        from bonafix.claims.actions.paying import retry

        retry(act, case, claim)
    elif name == "see_to_charge":
        from bonafix.claims.actions.charging import charge_again

        charge_again(act, case)


def open_duties(case_id: Any) -> list[str]:
    """The names of what a person owes now."""
    return [name for name in DUTIES if is_waiting(("case", case_id), name)]

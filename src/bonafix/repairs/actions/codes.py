"""The code for the door: each visit has its own, and the desk can give the customer a new one."""

from datetime import datetime
from typing import Final

from bonafix.access import require
from bonafix.cases.actions import hand_over
from bonafix.cases.contacting import require_contact
from bonafix.cases.queries import by_number, require_case, subject_of
from bonafix.deadlines.actions import meet
from bonafix.kit.clock import format_instant
from bonafix.kit.tokens import door_code
from bonafix.ledger.acts import begin
from bonafix.notices.actions import notify
from bonafix.notices.rules import LANDLINE
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal
from bonafix.repairs.actions.moving import hold, owner_of, tell_customer
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import DUTIES, OutOfOrder

# So many wrong codes at one door, then a person helps.
CODE_TRIES: Final = 5
# The duty that comes up then.
LOCKED: Final = "renew_code"


def fresh_code(repair: Repair) -> None:
    """A code that nobody was told yet, and all tries; the caller records the repair."""
    repair.door_code, repair.code_tries = seal(repair.customer_id, door_code()), 0


def tell_code(actor: Actor, now: datetime, number: str) -> None:
    """Whoever the customer named is told the code by telephone; who asked for it never sees it.

    A call where calls can be made, else a message; once a minute at most. `NobodyNamed`;
    `OutOfOrder` unless somebody is to come or on the way.
    """
    with begin(actor, now) as act:
        case = by_number(number)
        require_case(actor, "case.name_contact", case)
        case, repair = hold(act, case.id)
        if repair.status not in DUTIES[LOCKED].during:
            raise OutOfOrder(LOCKED, repair.status)
        one = require_contact(case.id)
        key = f"arrived_code:{case.id}:{one.id}:{now:%Y-%m-%dT%H.%M}"
        params = {"number": case.number}
        notify(act, case.id, one.party_id, "arrived_code", params, key=key, channels=LANDLINE)
        act.record("repairs.code_told", ("case", case.id), body={"contact": str(one.id)})


def renew_code(actor: Actor, now: datetime, number: str) -> Repair:
    """The customer gets a new code for the visit that is arranged; the old one is void.

    For a technician who is locked out after wrong tries, and for a customer who lost the code
    or told it too early. It goes to the customer only: the desk that asks for it never sees
    it. `OutOfOrder` unless somebody is to come or on the way.
    """
    duty = DUTIES[LOCKED]
    with begin(actor, now) as act:
        case = by_number(number)
        require(actor, duty.permission, subject_of(case))
        case, repair = hold(act, case.id)
        if repair.status not in duty.during:
            raise OutOfOrder(LOCKED, repair.status)
        tries = repair.code_tries
        fresh_code(repair)
        act.record(duty.done, ("case", case.id), rows=[repair], body={"tries": tries})
        if meet(act, ("case", case.id), LOCKED) is not None:
            hand_over(act, case, *owner_of(repair))
        tell_customer(act, case, repair, "code_renewed", format_instant(now))
    return repair

"""At the door, and nobody opens; at home, and nobody comes."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.queries import by_number, require_case
from bonafix.deadlines.queries import is_waiting
from bonafix.dispatch.queries import booking_of
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.arrange import give_back
from bonafix.repairs.actions.duties import owe
from bonafix.repairs.actions.moving import hold, load, move, tell_customer
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.actions.visit import note_step
from bonafix.repairs.errors import NotDueYet
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.policies import check_waited
from bonafix.repairs.rules.states import DUTIES


def miss(actor: Actor, now: datetime, number: str, client_id: UUID, done_at: datetime) -> Repair:
    """The technician waited at the door and met nobody; the customer is asked for another time.

    `TooEarly` until the time of waiting that the policy says is over. The promise is given
    up, neither kept nor broken.
    """
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "miss")
        booking = booking_of(case.id)
        # By our clock: a device's own may be set as one likes.
        check_waited(policy_at(now), booking.arrive_at if booking else now, now)
        note_step(act, case, client_id, "miss", done_at, "missed")
        give_back(act, case, repair, "missed")
        move(act, case, repair, transition)
        tell_customer(act, case, repair, "missed", format_instant(now))
    return repair


def report_absence(actor: Actor, now: datetime, number: str) -> Repair:
    """The customer says that nobody came: a dispatcher owes an answer within minutes.

    `NotDueYet` before the promised time is over. Saying it twice is saying it once.
    """
    with begin(actor, now) as act:
        case = by_number(number)
        require_case(actor, "visit.report_absence", case)
        case, repair = hold(act, case.id)
        duty = DUTIES["nobody_came"]
        due = repair.arrive_by is None or now >= repair.arrive_by
        if repair.status not in duty.during or not due:
            raise NotDueYet
        if not is_waiting(("case", case.id), duty.name):
            owe(act, case, duty.name)
    return repair

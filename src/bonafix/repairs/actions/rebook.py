"""Another time that was offered: the old one is given back only when the new one is booked."""

from datetime import datetime

from bonafix.access import require
from bonafix.cases.queries import by_number, subject_of
from bonafix.dispatch import actions as dispatch
from bonafix.dispatch.models import Booking
from bonafix.dispatch.rules import Span
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.arrange import (
    arranged,
    candidates_for,
    check_windows,
    give_back_for,
    job_of,
    under_way,
)
from bonafix.repairs.actions.moving import case_of, load, move
from bonafix.repairs.errors import SlotGone
from bonafix.repairs.rules.states import BY_VERB


def reschedule_into(actor: Actor, now: datetime, number: str, window: Span) -> Booking:
    """The visit moves into `window` at once.

    Raises SlotGone, with nothing changed, when that time was taken since it was offered, and
    MovedOften when the customer has used up the moves that the policy allows.
    """
    wanted = check_windows([window], now)
    case = by_number(number)
    require(actor, BY_VERB["reschedule"].permission, subject_of(case))
    candidates = candidates_for(case_of(case.id)[1], now)
    with begin(actor, now) as act:
        # Technicians first, then the case: the lock order of the whole house.
        act.lock_technicians(candidates)
        case, repair, transition = load(act, number, "reschedule")
        give_back_for(act, case, repair, wanted)
        move(act, case, repair, transition)
        job = job_of(repair, repair.received_at, now)
        outcome = dispatch.arrange(act, case.id, job, candidates, under_way(candidates))
        if not isinstance(outcome, Booking):
            raise SlotGone
        arranged(act, case, repair, outcome)
        return outcome

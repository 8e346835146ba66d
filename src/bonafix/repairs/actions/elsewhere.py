"""Somebody else goes: a visit is taken back, refused, or handed back by an outlet."""

from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.cases.actions import end_shares
from bonafix.cases.models import Case
from bonafix.deadlines.actions import set_deadline
from bonafix.deadlines.queries import is_owed
from bonafix.dispatch.planning import decided
from bonafix.dispatch.queries import HORIZON, days_of
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.arrange import candidates_for, give_back, job_of, under_way
from bonafix.repairs.actions.moving import case_of, load, move
from bonafix.repairs.actions.visit import note_step
from bonafix.repairs.errors import check_reason
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import WITHDRAWN, Transition

# Words only: why somebody else goes. None of them says anything against a person.
TAKE_BACK: Final = ("silent", "late", "ill", "customer_asks", "other")
REFUSE: Final = ("no_time", "too_far", "no_part", "not_safe", "other")
HAND_BACK: Final = ("nobody_free", "ill", "closed", "other")


def take_back(actor: Actor, now: datetime, number: str, why: str) -> Repair:
    """A dispatcher gives the visit to somebody else; whoever had it is not sent again."""
    check_reason(why, TAKE_BACK)
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "take_back")
        leave(act, case, repair, transition, repair.technician_id, why)
    return repair


def take_back_if_silent(operator_id: UUID, now: datetime, case_id: UUID) -> bool:
    """The technician has not left, and somebody else can go: then that one goes. Idempotent.

    False when nobody else can: the dispatcher is asked, and the visit stays as it is.
    """
    case, repair = case_of(case_id)
    if repair.status != "arranged" or repair.technician_id is None:
        return False
    if is_owed(("case", case_id), WITHDRAWN):
        return False
    others = [one for one in candidates_for(repair, now) if one != repair.technician_id]
    days = days_of(others, now, now + HORIZON, under_way(others))
    if decided(job_of(repair, repair.received_at, now), days, now).offer is None:
        return False
    take_back(Actor.system(operator_id), now, case.number, "silent")
    return True


def refuse(
    actor: Actor, now: datetime, number: str, client_id: UUID, done_at: datetime, why: str
) -> Repair:
    """A technician does not take this job. That costs nothing; the next one is asked."""
    check_reason(why, REFUSE)
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "refuse")
        note_step(act, case, client_id, "refuse", done_at, "accepted")
        leave(act, case, repair, transition, repair.technician_id, why)
    return repair


def hand_back(actor: Actor, now: datetime, number: str, why: str) -> Repair:
    """An outlet cannot go: the next outlet that serves the place is asked."""
    check_reason(why, HAND_BACK)
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "hand_back")
        outlet_id, repair.outlet_id = repair.outlet_id, None
        end_shares(act, case.id, "outlet")
        leave(act, case, repair, transition, outlet_id, why)
    return repair


def leave(
    act: Act,
    case: Case,
    repair: Repair,
    transition: Transition,
    who: UUID | None,
    why: str,
) -> None:
    """The visit is given back and somebody else looked for; `who` is not sent to it again."""
    give_back(act, case, repair, transition.verb)
    if who is not None and who not in repair.not_again:
        repair.not_again = [*repair.not_again, who]
    move(act, case, repair, transition, body={"why": why, "who": str(who) if who else None})
    # Somebody is looked for at once; a person looks when that fails.
    set_deadline(act, ("case", case.id), "arrange_visit", act.now)

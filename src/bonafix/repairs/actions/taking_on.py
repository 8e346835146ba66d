"""An outlet takes a visit on, or lets the time pass; then the next one is asked."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.actions import end_shares
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.elsewhere import leave
from bonafix.repairs.actions.moving import case_of, load
from bonafix.repairs.actions.offers import accept_offer, hold_offer
from bonafix.repairs.actions.visit import note_step
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.offers import OFFERED


def take_on(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID | None = None,
    done_at: datetime | None = None,
) -> Repair:
    """The outlet says yes. Saying it twice, or where nobody asks, changes nothing."""
    with begin(actor, now) as act:
        case, repair, _transition = load(act, number, "take_on")
        if client_id is not None:
            note_step(act, case, client_id, "take_on", done_at or now, repair.status)
        accept_offer(act, case, repair)
    return repair


def lapse(operator_id: UUID, now: datetime, case_id: UUID) -> None:
    """Nobody has said yes in time: the next outlet is asked, without penalty. Idempotent."""
    case, repair = case_of(case_id)
    if repair.status != "arranged":
        return
    with begin(Actor.system(operator_id), now) as act:
        case, repair, transition = load(act, case.number, "lapse")
        offer = hold_offer(act, case.id)
        if offer is None or offer.status != OFFERED:
            return
        outlet_id, repair.outlet_id = repair.outlet_id, None
        end_shares(act, case.id, "outlet")
        leave(act, case, repair, transition, outlet_id, "not_taken_on")

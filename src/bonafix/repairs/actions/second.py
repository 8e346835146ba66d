"""One visit was not enough: it goes on another day."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bonafix.cases.actions import end_shares
from bonafix.dispatch import actions as dispatch
from bonafix.kit.clock import format_instant
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.products.queries import prices_for
from bonafix.repairs.actions.codes import fresh_code
from bonafix.repairs.actions.moving import case_of, load, move, tell_customer
from bonafix.repairs.actions.visit import note_step
from bonafix.repairs.errors import ConsentWithdrawn, check_reason
from bonafix.repairs.models import Adjournment, Repair

WHY: Final = ("part", "time", "skill")
FARTHEST: Final = timedelta(days=60)


def adjourn(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID,
    done_at: datetime,
    why: str,
    expected_at: datetime,
    part: str = "",
) -> Repair:
    """The work waits: for a part of the price list, for more time, for another skill.

    `Invalid` for another reason, a part that is not on the list, or a day more than 60 away.
    """
    check_reason(why, WHY)
    if not now <= expected_at <= now + FARTHEST:
        raise Invalid(
            "expected_far", "Please say a day within the next 60 days.", field="expected_at"
        )
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "adjourn")
        if part and part not in prices_for(repair.outlet_id, repair.brand_id, now):
            raise Invalid("part_unknown", "This part is not on the price list.", field="part")
        row = Adjournment(case_id=case.id, why=why, part=part, expected_at=expected_at, at=now)
        note_step(act, case, client_id, "adjourn", done_at, "adjourned")
        dispatch.finish(act, case.id)
        # The next visit may be somebody else's.
        end_shares(act, case.id, "technician")
        move(act, case, repair, transition, rows=[row], due_at=expected_at, body={"why": why})
        tell_customer(act, case, repair, "adjourned", format_instant(now))
    return repair


def resume(actor: Actor, now: datetime, number: str) -> Repair:
    """The part is there, or the day has come: a technician is arranged for the second visit.

    The customer gets a new door code: the old one was told to somebody already.
    """
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "resume")
        repair.technician_id = None
        repair.urgent = False
        repair.preferred = []
        repair.arrive_from = repair.arrive_by = repair.departed_at = repair.arrived_at = None
        fresh_code(repair)
        move(act, case, repair, transition)
    return repair


def resume_when_due(system: Actor, now: datetime, case_id: UUID) -> bool:
    """The expected day has come: go on by itself unless a part is awaited, which a person knows."""
    row = Adjournment.objects.filter(case_id=case_id).order_by("-id").first()
    case, repair = case_of(case_id)
    if row is None or row.why == "part" or repair.status != "adjourned":
        return False
    try:
        resume(system, now, case.number)
    except ConsentWithdrawn:
        return False
    return True

"""How soon somebody could be there, told before a report is sent. Nothing is booked by it."""

from datetime import datetime

from bonafix.dispatch.queries import HORIZON, days_of
from bonafix.dispatch.rules import decide
from bonafix.repairs.actions.arrange import candidates_for, job_of
from bonafix.repairs.actions.report import Need, Service
from bonafix.repairs.models import Repair


def earliest_arrival(
    now: datetime, need: Need, place_code: str, service: Service
) -> datetime | None:
    """When the first technician could arrive; None when nobody can within the horizon."""
    asked = Repair(
        place_code=place_code,
        brand_id=need.brand_id,
        outlet_id=service.outlet_id,
        standing=service.standing,
        preferred=[list(window) for window in need.preferred],
        minutes=need.minutes,
        skills=list(need.skills),
        urgent=need.urgent,
    )
    candidates = candidates_for(asked, now)
    decision = decide(job_of(asked, now, now), days_of(candidates, now, now + HORIZON), now)
    return decision.offer.arrives if decision.offer else None

"""How soon somebody could be there, told before a report is sent. Nothing is booked by it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bonafix.dispatch.queries import HORIZON, days_of, technicians_of
from bonafix.dispatch.rules import decide
from bonafix.repairs.actions.arrange import job_of
from bonafix.repairs.actions.report import Need, Service
from bonafix.repairs.models import Repair


def earliest_arrival(
    now: datetime, need: Need, place_code: str, service: Service
) -> datetime | None:
    """When the first technician could arrive; None when nobody can within the horizon."""
    asked = Repair(
        place_code=place_code,
        preferred=[list(window) for window in need.preferred],
        minutes=need.minutes,
        skills=list(need.skills),
        urgent=need.urgent,
    )
    candidates = _candidates(service, need.brand_id)
    decision = decide(job_of(asked, now, now), days_of(candidates, now, now + HORIZON), now)
    return decision.offer.arrives if decision.offer else None


def _candidates(service: Service, brand_id: UUID | None) -> Sequence[UUID]:
    if service.outlet_id is not None:
        return technicians_of([service.outlet_id])
    return technicians_of([], [brand_id]) if brand_id is not None else []

"""When somebody could be there, told before a report is sent. Nothing is booked by it."""

from collections.abc import Sequence
from datetime import datetime

from bonafix.dispatch.planning import Slot, decided, slots
from bonafix.dispatch.queries import HORIZON, days_of
from bonafix.dispatch.rules import Day, Span
from bonafix.repairs.actions.arrange import candidates_for, job_of, under_way
from bonafix.repairs.actions.report import Need, Service
from bonafix.repairs.models import Repair


def earliest_arrival(
    now: datetime, need: Need, place_code: str, service: Service
) -> datetime | None:
    """When whoever would be sent could arrive; None when nobody can within the horizon."""
    asked = _asked(need, place_code, service)
    decision = decided(job_of(asked, now, now), _days(asked, now), now)
    return decision.offer.arrives if decision.offer else None


def times_that_can_be_kept(
    now: datetime, need: Need, place_code: str, service: Service, windows: Sequence[Span]
) -> list[Slot]:
    """Which of these windows somebody could keep as things stand, cheapest first."""
    asked = _asked(need, place_code, service)
    return slots(job_of(asked, now, now), _days(asked, now), now, windows)


def _days(asked: Repair, now: datetime) -> list[Day]:
    candidates = candidates_for(asked, now)
    return days_of(candidates, now, now + HORIZON, under_way(candidates))


def _asked(need: Need, place_code: str, service: Service) -> Repair:
    """The repair that this would become."""
    return Repair(
        place_code=place_code,
        brand_id=need.brand_id,
        kind=need.kind,
        outlet_id=service.outlet_id,
        standing=service.standing,
        preferred=[list(window) for window in need.preferred],
        minutes=need.minutes,
        skills=list(need.skills),
        urgent=need.urgent,
    )

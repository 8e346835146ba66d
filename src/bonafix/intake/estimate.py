"""When somebody could be there, told before a report is sent; times are kept, never booked."""

from collections.abc import Sequence
from datetime import datetime

from bonafix.access import Subject, require
from bonafix.dispatch import holding
from bonafix.dispatch.holding import Kept
from bonafix.dispatch.planning import Slot, decided, slots
from bonafix.dispatch.queries import HORIZON, days_of
from bonafix.dispatch.rules import Day, Span
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
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


def keep_times(
    actor: Actor,
    now: datetime,
    holder: str,
    need: Need,
    place_code: str,
    service: Service,
    windows: Sequence[Span],
) -> list[Kept]:
    """Up to six of these windows that can be kept, kept for `holder` for five minutes."""
    require(actor, "report.file", Subject("report", actor.operator_id))
    asked = _asked(need, place_code, service)
    job, moving = job_of(asked, now, now), under_way(candidates_for(asked, now))

    def keep(found: Sequence[Slot]) -> list[Kept]:
        with begin(actor, now) as act:
            return holding.keep(act, holder, job, found, moving)

    return holding.kept_of(lambda: slots(job, _days(asked, now, holder), now, windows), keep)


def choose_time(actor: Actor, now: datetime, holder: str, window: Span | None) -> Kept | None:
    """This window stays kept for five minutes more, what else was kept is free; None: all of it."""
    require(actor, "report.file", Subject("report", actor.operator_id))
    with begin(actor, now) as act:
        if window is not None:
            return holding.choose(act, holder, window)
        holding.give_up(holder)
    return None


def _days(asked: Repair, now: datetime, holder: str = "") -> list[Day]:
    candidates = candidates_for(asked, now)
    return days_of(candidates, now, now + HORIZON, under_way(candidates), holder)


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

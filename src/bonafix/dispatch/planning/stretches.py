"""One stretch of a technician's work: when and where it begins, and what is in it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafix.dispatch.planning.prices import OVERRUN
from bonafix.dispatch.planning.ways import Spot
from bonafix.dispatch.rules import LEAD, MAX_TRAVEL, Day, Job, PassedOver, Span, Stop, travel_time


@dataclass(frozen=True, slots=True)
class Stretch:
    """Free at `free` at `spot`, at work until `ends`; `stops` are visits that have not begun."""

    name: str
    day: Day
    free: datetime
    ends: datetime
    spot: Spot
    stops: tuple[Stop, ...]


def stretches(
    job: Job, day: Day, now: datetime, within: timedelta | None
) -> list[Stretch] | PassedOver:
    """Where `job` could go in this day, or why it can go nowhere whatever the plan.

    `within`: only stretches that begin that soon.
    """
    missing = job.skills - day.skills
    if missing:
        return PassedOver(day.technician_id, "skill", missing=tuple(sorted(missing)))
    spans = at_work(day, job.urgent, now)
    if not spans:
        return PassedOver(day.technician_id, "not_at_work")
    if travel_time(day.base_code, day.base, job.place_code, job.point) >= MAX_TRAVEL:
        return PassedOver(day.technician_id, "too_far")
    wanted = [span for span in spans if _matters(span, job, now, within)]
    if not wanted:
        return PassedOver(day.technician_id, "no_time")
    lead = timedelta(0) if job.urgent else LEAD
    return [
        _stretch(f"{day.technician_id}/{number}", day, span, now, lead)
        for number, span in enumerate(wanted)
    ]


def at_work(day: Day, urgent: bool, now: datetime) -> list[Span]:
    """Stretches that are not over, those that touch made one; standby for urgent ones only."""
    found: list[Span] = []
    for start, end, kind in sorted(day.at_work):
        if end <= now or not (urgent or kind == "shift"):
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _matters(span: Span, job: Job, now: datetime, within: timedelta | None) -> bool:
    if within is not None and span[0] > now + within:
        return False
    return not job.windows or any(a <= span[1] and b >= span[0] for a, b in job.windows)


def _stretch(name: str, day: Day, span: Span, now: datetime, lead: timedelta) -> Stretch:
    """What is under way, or should be, is where and when the technician is free."""
    free, spot = max(span[0], now + lead), (day.base_code, day.base)
    stops: list[Stop] = []
    for stop in day.stops:
        if stop.span[0] >= span[1] or not _touches(stop, span, now):
            continue
        if stop.under_way or stop.span[0] <= max(now, span[0]):
            stops.clear()
            free = max(free, stop.span[1], _overrun(stop, now))
            spot = (stop.place_code, stop.point)
        else:
            stops.append(stop)
    return Stretch(name, day, free, span[1], spot, tuple(stops))


def _touches(stop: Stop, span: Span, now: datetime) -> bool:
    """In this stretch; or just before it, when it has begun and the technician is still there."""
    return stop.span[1] > span[0] or (span[0] <= now and stop.under_way)


def _overrun(stop: Stop, now: datetime) -> datetime:
    late = stop.under_way and stop.span[1] <= now
    return now + OVERRUN if late else stop.span[1]

"""The plain rule: whoever can be there first, and why nobody else. Pure.

The house sends by `planning`; this is what it falls back to, and what both know of time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

Span = tuple[datetime, datetime]
Point = tuple[float, float]  # latitude, longitude in degrees

# Measured in cities: haversine × detour 1.35 at 22 km/h, and two minutes to park. What
# lies beyond a city's radius is driven on open roads; 50 km/h there is an assumption.
# Inside one county only its centre is known: a fixed quarter of an hour stands for the way.
DETOUR = 1.35
SPEED_KMH = 22.0
CITY_KM = 15.0
OPEN_ROAD_KMH = 50.0
PARKING = timedelta(minutes=2)
WITHIN_COUNTY = timedelta(minutes=15)
MAX_TRAVEL = timedelta(hours=3)
# From the decision until the technician has read it and left.
LEAD = timedelta(minutes=3)
GRAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, where, and when it may begin. `windows` empty: any time."""

    place_code: str
    point: Point | None
    duration: timedelta
    skills: frozenset[str]
    windows: tuple[Span, ...] = ()
    urgent: bool = False
    arrive_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Time already given away, and where the technician is then.

    `promised`: until when somebody is told to be there; `under_way`: has set off or is there;
    `case_id`: whose visit it is; None with a `name`: time that is kept for somebody who chooses.
    """

    span: Span
    arrives: datetime
    place_code: str
    point: Point | None
    promised: datetime | None = None
    under_way: bool = False
    case_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One technician: base, skills, when at work, what is booked (in order of time)."""

    technician_id: UUID
    base_code: str
    base: Point | None
    skills: frozenset[str]
    at_work: tuple[tuple[datetime, datetime, str], ...]
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """When a technician could be there: leaves, arrives, is free again."""

    technician_id: UUID
    leaves: datetime
    arrives: datetime
    free: datetime
    travel: timedelta


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A technician who is not sent, and why.

    `why` is a word; `minutes` how much later than whoever goes (negative: earlier), `way` how
    many minutes more on the road, `pushed` how many promised visits would begin later.
    """

    technician_id: UUID
    why: str  # skill, not_at_work, too_far, no_time, later, dearer, dearer_far
    minutes: int | None = None
    missing: tuple[str, ...] = ()
    way: int | None = None
    pushed: int = 0


@dataclass(frozen=True, slots=True)
class Shifted:
    """A promised visit of the same technician that begins at another time, inside its promise."""

    case_id: UUID
    leaves: datetime
    arrives: datetime
    free: datetime
    minutes: int  # how much later than before


@dataclass(frozen=True, slots=True)
class Decision:
    """Who goes (None: nobody can), and everyone who was passed over.

    `rule` says by which rule; `added_way` what the choice adds to the day's driving; `shifted`
    are visits that it moves a little within what was promised.
    """

    offer: Offer | None
    passed_over: tuple[PassedOver, ...]
    rule: str = "earliest_arrival"
    added_way: timedelta | None = None
    shifted: tuple[Shifted, ...] = ()
    instead: str = ""  # why the planner's own rule did not decide
    faults: tuple[str, ...] = ()


def haversine_km(a: Point, b: Point) -> float:
    """Great-circle distance in km between two points (latitude, longitude in degrees)."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(h))


def travel_time(from_code: str, start: Point | None, to_code: str, end: Point | None) -> timedelta:
    """How long the way takes; a quarter of an hour within a county, `MAX_TRAVEL` if unknown."""
    if from_code[:6] == to_code[:6]:
        return WITHIN_COUNTY
    if start is None or end is None:
        return MAX_TRAVEL
    way = haversine_km(start, end) * DETOUR
    hours = min(way, CITY_KM) / SPEED_KMH + max(0.0, way - CITY_KM) / OPEN_ROAD_KMH
    return max(WITHIN_COUNTY, timedelta(hours=hours) + PARKING)


def decide(job: Job, days: Sequence[Day], now: datetime) -> Decision:
    """Earliest feasible arrival; ties go to the shorter way, then to the smaller id."""
    offers: list[Offer] = []
    passed: list[PassedOver] = []
    for day in days:
        result = offer_of(job, day, now)
        if isinstance(result, Offer):
            offers.append(result)
        else:
            passed.append(result)
    if not offers:
        return Decision(None, tuple(passed))
    offers.sort(key=lambda o: (o.arrives, o.travel, o.technician_id))
    best = offers[0]
    passed += [
        PassedOver(o.technician_id, "later", int((o.arrives - best.arrives).total_seconds() // 60))
        for o in offers[1:]
    ]
    return Decision(best, tuple(passed))


def offer_of(job: Job, day: Day, now: datetime) -> Offer | PassedOver:
    """The earliest time this technician can be there, or why not at all."""
    missing = job.skills - day.skills
    if missing:
        return PassedOver(day.technician_id, "skill", missing=tuple(sorted(missing)))
    periods = [(a, b) for a, b, kind in day.at_work if b > now and (job.urgent or kind == "shift")]
    if not periods:
        return PassedOver(day.technician_id, "not_at_work")
    if travel_time(day.base_code, day.base, job.place_code, job.point) >= MAX_TRAVEL:
        return PassedOver(day.technician_id, "too_far")
    for period in sorted(periods):
        offer = _first_in(job, day, period, now)
        if offer is not None:
            return offer
    return PassedOver(day.technician_id, "no_time")


def _first_in(job: Job, day: Day, period: Span, now: datetime) -> Offer | None:
    """The first gap of this period that holds the way, the work, and the way to the next."""
    start, end = period
    earliest = max(start, now + (timedelta(0) if job.urgent else LEAD))
    before: Stop | None = None
    for after in (*day.stops, None):
        limit = end if after is None else min(end, _leave_for(job, after))
        leave = max(earliest, before.span[1]) if before else earliest
        offer = _fit(job, day, before, leave, limit)
        if offer is not None:
            return offer
        before = after
    return None


def _leave_for(job: Job, after: Stop) -> datetime:
    """When this job must be over, so that the next promise is kept from here."""
    way = travel_time(job.place_code, job.point, after.place_code, after.point)
    return min(after.span[0], after.arrives - way)


def _fit(job: Job, day: Day, before: Stop | None, leave: datetime, limit: datetime) -> Offer | None:
    code, point = (before.place_code, before.point) if before else (day.base_code, day.base)
    way = travel_time(code, point, job.place_code, job.point)
    for window_from, window_to in job.windows or ((leave + way, limit),):
        arrives = max(leave + way, window_from)
        if not job.urgent:
            arrives = round_up(arrives)
        free = arrives + job.duration
        if arrives <= window_to and free <= limit:
            return Offer(day.technician_id, arrives - way, arrives, free, way)
    return None


def round_up(instant: datetime) -> datetime:
    """To the next five minutes: nobody promises 14:23."""
    past = timedelta(
        minutes=instant.minute % 5, seconds=instant.second, microseconds=instant.microsecond
    )
    return instant if not past else instant + GRAIN - past

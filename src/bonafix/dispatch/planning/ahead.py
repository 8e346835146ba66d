"""What is to be expected of a day that has begun: arrivals, promises in danger, free time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bonafix.dispatch.planning.prices import OVERRUN
from bonafix.dispatch.rules import Span, Stop

# A gap shorter than this holds no visit and the way to it.
LEAST_GAP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Expected:
    """When somebody will be there as things stand, and how long before the promise ends."""

    case_id: UUID | None
    arrives: datetime
    slack: timedelta | None


def expected(
    stops: Sequence[Stop], at_the_door: frozenset[UUID], now: datetime
) -> dict[UUID, Expected]:
    """By case, for every visit that has not begun at the door; `stops` in order of time.

    Somebody who should have left has not; a visit that overruns ends in a quarter of an hour;
    whatever comes later waits for it.
    """
    found: dict[UUID, Expected] = {}
    free: datetime | None = None
    for stop in stops:
        way, work = stop.arrives - stop.span[0], stop.span[1] - stop.arrives
        if stop.case_id in at_the_door:
            free = stop.span[1] if stop.span[1] > now else now + OVERRUN
            continue
        if stop.under_way:
            arrives = max(stop.arrives, now)
        else:
            leaves = max(stop.span[0], now, free or now)
            arrives = max(stop.arrives, leaves + way)
        free = arrives + work
        if stop.case_id is not None:
            slack = stop.promised - arrives if stop.promised else None
            found[stop.case_id] = Expected(stop.case_id, arrives, slack)
    return found


def gaps(at_work: Sequence[Span], busy: Sequence[Span], now: datetime) -> list[Span]:
    """Free time from now on that is long enough to be of use, in order."""
    found: list[Span] = []
    for start, end in sorted(at_work):
        at = max(start, now)
        for begins, ends in sorted(busy):
            if begins >= end:
                break
            if begins - at >= LEAST_GAP:
                found.append((at, begins))
            at = max(at, ends)
        if end - at >= LEAST_GAP:
            found.append((at, end))
    return found

"""What sending each technician would mean, before a person chooses. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bonafix.dispatch.planning.choose import choose
from bonafix.dispatch.planning.safely import Planner, decided
from bonafix.dispatch.rules import Day, Job, PassedOver


@dataclass(frozen=True, slots=True)
class Outlook:
    """One technician: when they would arrive, what it adds to the road, whom it lets wait.

    `arrives` None: cannot go, and `why` is the reason. `best`: whom the planner would send.
    """

    technician_id: UUID
    arrives: datetime | None
    way_minutes: int = 0
    later: tuple[tuple[UUID, int], ...] = ()  # case and minutes
    best: bool = False
    why: PassedOver | None = None


def outlook(
    job: Job, days: Sequence[Day], now: datetime, planner: Planner = choose
) -> list[Outlook]:
    """Everybody once: whom the planner would send first, then by arrival, then who cannot go.

    Each is asked alone, as if a person had chosen them; O(technicians) small problems.
    """
    whole = decided(job, days, now, planner)
    found = []
    for day in days:
        alone = decided(job, [day], now, planner)
        if alone.offer is None:
            found.append(Outlook(day.technician_id, None, why=alone.passed_over[0]))
            continue
        way = alone.added_way if alone.added_way is not None else alone.offer.travel
        best = whole.offer is not None and whole.offer.technician_id == day.technician_id
        later = tuple((s.case_id, s.minutes) for s in alone.shifted if s.minutes > 0)
        minutes = round(way.total_seconds() / 60)
        found.append(Outlook(day.technician_id, alone.offer.arrives, minutes, later, best))
    return sorted(found, key=lambda o: (not o.best, o.arrives is None, o.arrives or now))

"""For a job that nobody can take: which single change would make it possible. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from bonafix.dispatch.planning.choose import choose
from bonafix.dispatch.planning.safely import Planner
from bonafix.dispatch.rules import Day, Job

HOUR = timedelta(hours=1)
# So many technicians are tried; a list that is longer helps nobody.
TRIED = 40
TOLD = 8


@dataclass(frozen=True, slots=True)
class Help:
    """One change and when somebody could be there then; `technician_id` None: of the job itself.

    `change`: window (any time instead of those wanted), hour (one more at work), skill.
    """

    change: str
    technician_id: UUID | None
    arrives: datetime


def helps(job: Job, days: Sequence[Day], now: datetime, planner: Planner = choose) -> list[Help]:
    """Single changes that would give the job a place, everything else as it is; soonest first."""
    found: list[Help] = []
    if job.windows:
        offer = planner(replace(job, windows=()), days, now).offer
        found += [Help("window", None, offer.arrives)] if offer else []
    for day in days[:TRIED]:
        change, changed = _changed(job, day, now)
        offer = planner(job, [changed], now).offer
        if offer is not None:
            found.append(Help(change, day.technician_id, offer.arrives))
    return sorted(found, key=lambda one: (one.technician_id is not None, one.arrives))[:TOLD]


def _changed(job: Job, day: Day, now: datetime) -> tuple[str, Day]:
    if job.skills - day.skills:
        return "skill", replace(day, skills=day.skills | job.skills)
    longer = tuple(
        (start - HOUR if start > now else start, end + HOUR, kind)
        for start, end, kind in day.at_work
    )
    return "hour", replace(day, at_work=longer)

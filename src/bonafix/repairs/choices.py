"""What can be chosen: technicians with what each would mean, and times that can be kept. Reads."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bonafix.dispatch.holding import of_case, without
from bonafix.dispatch.planning import Help, Outlook, Slot, helps, outlook, slots
from bonafix.dispatch.queries import HORIZON, days_of
from bonafix.dispatch.rules import Day, Span
from bonafix.repairs.actions.arrange import candidates_for, job_of, under_way
from bonafix.repairs.actions.permits import permitted_among
from bonafix.repairs.models import Repair


def outlook_of(
    repair: Repair, now: datetime, technician_ids: Sequence[UUID] | None = None
) -> list[Outlook]:
    """What sending each would mean; all candidates unless some are named."""
    if technician_ids is None:
        ids = candidates_for(repair, now)
    else:
        ids = permitted_among(repair, technician_ids, now)
    return outlook(job_of(repair, repair.received_at, now), _days(repair, now, ids), now)


def slots_of(repair: Repair, now: datetime, windows: Sequence[Span]) -> list[Slot]:
    """Which of these windows can be kept now, cheapest first; its own old time counts as free."""
    days = _days(repair, now, candidates_for(repair, now), of_case(repair.case_id))
    return slots(job_of(repair, repair.received_at, now), days, now, windows)


def helps_for(repair: Repair, now: datetime) -> list[Help]:
    """Which single change would give this repair a technician, while nobody can go."""
    days = _days(repair, now, candidates_for(repair, now))
    return helps(job_of(repair, repair.received_at, now), days, now)


def _days(repair: Repair, now: datetime, ids: Sequence[UUID], holder: str = "") -> list[Day]:
    days = days_of(ids, now, now + HORIZON, under_way(ids), holder)
    return [without(day, repair.case_id) for day in days]

"""What was promised to the customer, and when it is in danger. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A service promise of the operator, not law; measured from receipt to the door code.
URGENT_WITHIN: Final = timedelta(minutes=30)
# Escalates before it breaks: a third of the time is left, at least ten minutes.
WARN_BEFORE: Final = timedelta(minutes=10)
URGENT_GRACE: Final = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a promise was kept, and by how many seconds it was missed (negative: early)."""

    status: str  # kept, broken
    late_seconds: int


def warn_at(arrive_by: datetime, now: datetime) -> datetime:
    """When the dispatcher is warned: ten minutes before, or at once if that is past."""
    return max(now, arrive_by - WARN_BEFORE)


def depart_by(leaves: datetime, now: datetime, silent_minutes: int, urgent: bool) -> datetime:
    """When the technician must have left, or somebody else is looked for.

    `silent_minutes` of grace by the policy; of half an hour's promise five are all there is.
    """
    grace = min(URGENT_GRACE, silent_minutes) if urgent else silent_minutes
    return max(now, leaves) + timedelta(minutes=grace)


def settle(arrive_by: datetime, confirmed_at: datetime) -> Verdict:
    """Kept when the door code was confirmed in time."""
    late = int((confirmed_at - arrive_by).total_seconds())
    return Verdict("kept" if late <= 0 else "broken", late)

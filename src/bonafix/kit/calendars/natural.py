"""Time as it passes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bonafix.kit.clock import aware


@dataclass(frozen=True, slots=True)
class NaturalCalendar:
    """Every hour counts; a period in hours begins with the event (Civil Code, article 201)."""

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """`start` plus `amount`, in UTC."""
        if amount < timedelta(0):
            raise ValueError("a period cannot be negative")
        return aware(start).astimezone(UTC) + amount

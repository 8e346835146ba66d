"""How long a repair holds. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bonafix.kit.clock import local

# 三包规定 (1995): a repair must hold 30 days at least; operators may give more, never less.
FLOOR_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Term:
    """First and last day (both included, Asia/Shanghai) of a guarantee."""

    starts_on: date
    ends_on: date
    days: int


def term(signed_off_at: datetime, days: int) -> Term:
    """The guarantee of a repair that was signed off then; the day of signing does not count."""
    held = max(days, FLOOR_DAYS)
    starts = local(signed_off_at).date() + timedelta(days=1)
    return Term(starts, starts + timedelta(days=held - 1), held)

"""One operator's own experience with a buyer or a merchant, beside what is usual. Pure.

It counts what was decided here, in the last year, and says how often that is so in general.
It is no score: it leads to nothing by itself, is given to nobody outside, and ends with its
year (征信业管理条例 asks a licence for anything more).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# Older claims are not counted any more.
REMEMBERED: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier claim: when it was opened, what a decision gave, and what an appeal changed."""

    opened_at: datetime
    outcome: str  # grant, refuse, or "" while nothing was decided, or it was withdrawn
    contested: bool
    reversed: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many claims, how many were granted or not, contested, changed on appeal."""

    claims: int
    granted: int
    refused: int
    contested: int
    reversed: int

    @property
    def share_granted(self) -> float | None:
        """Of the decided ones, the granted; None when nothing was decided."""
        decided = self.granted + self.refused
        return self.granted / decided if decided else None


def count(past: Iterable[Past], now: datetime) -> Counted:
    """Everything that is not older than a year."""
    rows = [one for one in past if now - one.opened_at <= REMEMBERED]
    return Counted(
        claims=len(rows),
        granted=sum(one.outcome == "grant" for one in rows),
        refused=sum(one.outcome == "refuse" for one in rows),
        contested=sum(one.contested for one in rows),
        reversed=sum(one.reversed for one in rows),
    )

"""Work on many things, one of which may be broken: the others still get their turn.

This is the one place of the house that catches whatever comes (a test looks for others). What
breaks a row nobody foresaw: a typed error would have been handled where it arises. Were it let
through, one bad row of one operator would stop the clock of all of them, and promises would
break unseen. Nothing is hidden: the caller gets the failure, and must log it, show it and try
again later.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

FIRST: Final = timedelta(seconds=2)
LONGEST: Final = timedelta(hours=1)


def failure_of(work: Callable[[], object]) -> Exception | None:
    """What `work` failed with; None when it was done. Being stopped is passed on."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - see the module's first lines
        return error
    return None


def wait_after(failures: int) -> timedelta:
    """How long to leave alone what failed so often (≥ 1): 2, 4, 8 … seconds, an hour at most."""
    doubled = min(failures - 1, 16)
    return min(FIRST * (1 << doubled), LONGEST)


@dataclass
class Patience:
    """Who has failed in this process, and is left alone until when."""

    failures: dict[Hashable, int] = field(default_factory=dict)
    until: dict[Hashable, datetime] = field(default_factory=dict)

    def open(self, who: Hashable, now: datetime) -> bool:
        """True when it is somebody's turn."""
        return who not in self.until or now >= self.until[who]

    def failed(self, who: Hashable, now: datetime) -> None:
        """Leave it alone, longer each time."""
        self.failures[who] = self.failures.get(who, 0) + 1
        self.until[who] = now + wait_after(self.failures[who])

    def well(self, who: Hashable) -> None:
        """It works again."""
        self.failures.pop(who, None)
        self.until.pop(who, None)

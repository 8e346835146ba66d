"""The parts of the coming days that can be offered, on the clock of China. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bonafix.kit.clock import SHANGHAI, local

# Whole hours: from, to.
PARTS: Final = {
    "morning": (8, 12),
    "noon": (12, 15),
    "afternoon": (15, 18),
    "evening": (18, 21),
}
WHOLE_DAY: Final = (8, 21)
OFFERED_DAYS: Final = 7
# A window that is nearly over is no choice.
LEAST_LEFT: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of one day; `window` its two instants."""

    day: date
    part: str

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when until when it may begin."""
        return window_of(self.day, self.part)


def window_of(day: date, part: str) -> tuple[datetime, datetime]:
    """The instants of a part of a day; of the whole day where the part is none of `PARTS`."""
    start, end = PARTS.get(part, WHOLE_DAY)
    return _at(day, start), _at(day, end)


def parts_ahead(now: datetime) -> list[Part]:
    """Every part of today and the six days after it that has an hour left, in order."""
    today = local(now).date()
    days = [today + timedelta(days=number) for number in range(OFFERED_DAYS)]
    found = [Part(day, part) for day in days for part in PARTS]
    return [one for one in found if one.window[1] >= now + LEAST_LEFT]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)

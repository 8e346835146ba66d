"""Working days of mainland China: week-ends, holidays, and the Saturdays worked for them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]

from bonafix.kit.calendars.overrides import Overrides
from bonafix.kit.clock import SHANGHAI, aware
from bonafix.kit.errors import Refused

SHIPPED: Final = range(min(holidays).year, max(holidays).year + 1)


class NoCalendarYear(Refused):
    """Nobody has told us the holidays of this year, and guessing would move a deadline."""

    code = "no_calendar_year"
    text = (
        "The holidays of %(year)d are not known here. Please write them, as the State Council"
        " published them, into the calendar file %(file)s."
    )

    def __init__(self, year: int, file: str) -> None:
        super().__init__(year=year, file=file)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Working days by chinesecalendar, corrected and continued by `overrides`."""

    overrides: Overrides = field(default_factory=Overrides)

    def works(self, day: date) -> bool:
        """Is this day worked? `NoCalendarYear` when its year is known nowhere."""
        told = self.overrides.days.get(day)
        if told is not None:
            return told
        if day.year in SHIPPED:
            return day in workdays or (day.weekday() < 5 and day not in holidays)
        if self.overrides.makes_known(day.year):
            return day.weekday() < 5
        raise NoCalendarYear(day.year, self.overrides.file)

    def after(self, start: datetime, amount: int) -> datetime:
        """The end (24:00 in China) of the `amount`-th working day after the day of `start`.

        Civil Code, articles 201 and 203: the day on which a period begins does not count,
        its last day ends at 24:00, and a last day that is a holiday gives way to the next
        working day (which is what 0 asks for).
        """
        if amount < 0:
            raise ValueError("a period cannot be negative")
        day = aware(start).astimezone(SHANGHAI).date()
        left = amount
        while left:
            day += timedelta(days=1)
            left -= self.works(day)
        while not self.works(day):
            day += timedelta(days=1)
        return datetime.combine(day + timedelta(days=1), time(0), SHANGHAI).astimezone(UTC)

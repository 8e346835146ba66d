"""Calendars that deadlines are counted in.

    add(start, timedelta(hours=48), NaturalCalendar())     the clock never stops
    add(start, 3, WorkingDays(read_overrides(path)))       whole working days of China
    add(start, timedelta(hours=4), TeamHours(weekly))      only while a team is at work

Starts are aware instants, results are UTC; days are of Asia/Shanghai.
"""

from datetime import datetime
from typing import Protocol, TypeVar

from bonafix.kit.calendars.natural import NaturalCalendar
from bonafix.kit.calendars.overrides import Overrides, read_overrides
from bonafix.kit.calendars.team import TeamHours
from bonafix.kit.calendars.working import NoCalendarYear, WorkingDays

__all__ = [
    "Calendar",
    "NaturalCalendar",
    "NoCalendarYear",
    "Overrides",
    "TeamHours",
    "WorkingDays",
    "add",
    "read_overrides",
]

Amount = TypeVar("Amount")
Taken_contra = TypeVar("Taken_contra", contravariant=True)


class Calendar(Protocol[Taken_contra]):
    """Anything that can count an amount of its own kind of time."""

    def after(self, start: datetime, amount: Taken_contra) -> datetime:
        """The instant (UTC) at which `amount` has passed since `start`."""


def add(start: datetime, amount: Amount, calendar: Calendar[Amount]) -> datetime:
    """The instant (UTC) at which `amount` has passed; ValueError for a naive start or below 0."""
    return calendar.after(start, amount)

"""Periods in the calendar: months and years from a day, which is itself not counted."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """The last day of a period of months; the month's last day where the number is missing.

    The first day is not counted, so six months from 2026-01-15 run until 2026-07-15. That this
    is how the periods here are counted is the house's reading and not on file (未核实).
    Beyond the year 9999 the calendar's last day.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if years > date.max.year:
        return date.max
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The last day of a period of years, as `add_months` counts."""
    return add_months(day, 12 * years)

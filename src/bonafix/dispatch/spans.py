"""From weekly hours and days of the calendar to the spans of a roster. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bonafix.dispatch.errors import RosterSpan
from bonafix.kit.clock import SHANGHAI
from bonafix.products.rules.standby import DAY, Weekly, minutes

Span = tuple[datetime, datetime]

LONGEST_DAYS: Final = 92
FURTHEST: Final = timedelta(days=400)


def spans_of(weekly: Weekly, first: date, last: date, today: date) -> list[Span]:
    """Each working span from `first` to `last`, both included, on the clock of China.

    Spans that touch or overlap become one. `RosterSpan` when the days are not in order, lie
    in the past, are more than 92, or none of them is a working day.
    """
    if not today <= first <= last or (last - first).days >= LONGEST_DAYS:
        raise RosterSpan(days=LONGEST_DAYS)
    if first > today + FURTHEST:
        raise RosterSpan(days=LONGEST_DAYS)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = sorted(_span(day, line) for day in days for line in weekly if _works(day, line))
    if not found:
        raise RosterSpan(days=LONGEST_DAYS)
    return joined(found)


def _works(day: date, line: Mapping[str, Any]) -> bool:
    return day.weekday() in line["days"]


def _span(day: date, line: Mapping[str, Any]) -> Span:
    start, end = minutes(line["from"]), minutes(line["to"])
    midnight = datetime.combine(day, time(), SHANGHAI)
    end += DAY if end <= start else 0
    return midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap as one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def missing(wanted: Iterable[Span], there: Iterable[Span]) -> list[Span]:
    """The parts of `wanted` that `there` does not cover yet, in order."""
    gaps: list[Span] = []
    held = joined(there)
    for begin, end in joined(wanted):
        at = begin
        for start, stop in held:
            if stop <= at or start >= end:
                continue
            if start > at:
                gaps.append((at, start))
            at = max(at, stop)
        if at < end:
            gaps.append((at, end))
    return gaps

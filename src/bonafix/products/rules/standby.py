"""Weekly hours in which somebody stands by for urgent reports. Pure.

A week is a list of {"days": [0..6, 0 is Monday], "from": "18:00", "to": "02:00"} on the
clock of Asia/Shanghai: from included, to not included, "24:00" the end of the day. A span
whose end is not after its beginning goes on into the next day; it belongs to the day on
which it begins.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bonafix.kit.clock import local
from bonafix.products.errors import BadStandby

Weekly = Sequence[Mapping[str, Any]]
Span = tuple[int, int]  # minutes after Monday 00:00, from included, to not included

DAY: Final = 24 * 60
WEEK: Final = 7 * DAY
CLOCK: Final = re.compile(r"(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", re.ASCII)


def standby_at(weekly: Weekly, at: datetime) -> bool:
    """True when `at` lies in one of the spans. ValueError for a naive time."""
    here = local(at)
    minute = here.weekday() * DAY + here.hour * 60 + here.minute
    # The night from Sunday to Monday ends in the week that follows.
    return any(start <= minute < end or minute + WEEK < end for start, end in spans(weekly))


def spans(weekly: Weekly) -> Iterator[Span]:
    """Every span of the week in minutes; one that begins on Sunday may end after the week."""
    for line in weekly:
        start, end = minutes(line["from"]), minutes(line["to"])
        if end <= start:
            end += DAY
        for day in line["days"]:
            yield day * DAY + start, day * DAY + end


def minutes(clock: str) -> int:
    """Minutes since midnight of "HH:MM", up to "24:00". `BadStandby` for anything else."""
    if not isinstance(clock, str) or not CLOCK.fullmatch(clock):
        raise BadStandby
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def check_weekly(weekly: Any) -> list[dict[str, Any]]:
    """The week as it is stored: days once each and in order. `BadStandby` when it is none."""
    if not isinstance(weekly, list | tuple):
        raise BadStandby
    return [_line(line) for line in weekly]


def _line(line: Any) -> dict[str, Any]:
    if not isinstance(line, Mapping) or set(line) != {"days", "from", "to"}:
        raise BadStandby
    days = line["days"]
    if not isinstance(days, list | tuple) or not days:
        raise BadStandby
    if any(isinstance(day, bool) or not isinstance(day, int) or not 0 <= day <= 6 for day in days):
        raise BadStandby
    if minutes(line["from"]) == DAY:
        raise BadStandby
    minutes(line["to"])
    return {"days": sorted(set(days)), "from": line["from"], "to": line["to"]}

"""The times a reporter may pick: a day, and a part of it, on the clock of China."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from bonafix.dispatch.planning import Slot
from bonafix.kit.clock import SHANGHAI, local
from bonafix.kit.errors import Invalid
from bonafix.web.look import words

ROWS: Final = (1, 2, 3)
DAYS_SHOWN: Final = 14
# Whole hours: from, to.
PARTS: Final = {
    "morning": (8, 12),
    "noon": (12, 15),
    "afternoon": (15, 18),
    "evening": (18, 21),
}
WHOLE_DAY: Final = (8, 21)
# Answers to "when" that name an offered time: slot/2026-11-25/morning.
SLOT: Final = "slot/"
OFFERED_DAYS: Final = 7
OFFERED: Final = 6
# A window that is nearly over is no choice.
LEAST_LEFT: Final = timedelta(hours=1)
PART_WORDS: Final = {
    "": _("Any time of the day"),
    "morning": _("Morning, 8 to 12"),
    "noon": _("Noon, 12 to 15"),
    "afternoon": _("Afternoon, 15 to 18"),
    "evening": _("Evening, 18 to 21"),
}


class NoTime(Invalid):
    """Asked for a time of one's own, and gave none."""

    code = "window_missing"
    field = "preferred"
    text = "Please choose a day that suits you, or let us come at the next free time."


class NotADay(Invalid):
    """Nothing that a calendar knows."""

    code = "not_a_day"
    field = "preferred"
    text = "Please choose the day from the list."


def day_choices(now: datetime) -> list[tuple[str, str]]:
    """The next two weeks, each day in words."""
    today = local(now).date()
    days = [today + timedelta(days=number) for number in range(DAYS_SHOWN)]
    return [(day.isoformat(), words.full_day(day)) for day in days]


def windows_ahead(now: datetime) -> dict[tuple[datetime, datetime], str]:
    """Every part of the coming days as instants, with the answer that names it."""
    today = local(now).date()
    found = {}
    for number in range(OFFERED_DAYS):
        day = today + timedelta(days=number)
        for part in PARTS:
            window = _window(day.isoformat(), part)
            if window[1] >= now + LEAST_LEFT:
                found[window] = f"{SLOT}{day.isoformat()}/{part}"
    return found


def offered(slots: Sequence[Slot], now: datetime) -> list[tuple[str, Any]]:
    """The cheapest few as choices, in the order of time."""
    named = windows_ahead(now)
    best = sorted(slot.window for slot in slots[:OFFERED])
    return [(named[window], _slot_words(named[window])) for window in best if window in named]


def _slot_words(value: str) -> str:
    day, part = value.removeprefix(SLOT).split("/")
    return f"{words.full_day(date.fromisoformat(day))} · {PART_WORDS[part]}"


def slot_of(value: str) -> tuple[datetime, datetime]:
    """The window that an answer of `offered` names. `NotADay` for anything else."""
    day, _slash, part = value.removeprefix(SLOT).partition("/")
    if part not in PARTS:
        raise NotADay
    return _window(day, part)


def wanted(answers: Mapping[str, str]) -> tuple[tuple[datetime, datetime], ...]:
    """The times that the answers ask for; none where any time will do.

    Raises as `picked` and `slot_of` do.
    """
    when = answers.get("when", "")
    if when.startswith(SLOT):
        return (slot_of(when),)
    return picked(answers) if when == "choose" else ()


def picked(answers: Mapping[str, str]) -> tuple[tuple[datetime, datetime], ...]:
    """day_1/part_1 … day_3/part_3 as instants; empty rows do not count.

    `NotADay` for a day that is none, `NoTime` when every row is empty.
    """
    windows = [
        _window(answers.get(f"day_{row}", ""), answers.get(f"part_{row}", ""))
        for row in ROWS
        if answers.get(f"day_{row}", "").strip()
    ]
    if not windows:
        raise NoTime
    return tuple(windows)


def _window(day_text: str, part: str) -> tuple[datetime, datetime]:
    try:
        day = date.fromisoformat(day_text.strip())
    except ValueError as error:
        raise NotADay from error
    start, end = PARTS.get(part, WHOLE_DAY)
    return _at(day, start), _at(day, end)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)

"""The times a reporter may pick: a day, and a part of it, on the clock of China."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from bonafix.dispatch.holding import Kept
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid
from bonafix.repairs.rules.windows import PARTS, parts_ahead, window_of
from bonafix.web.look import words

ROWS: Final = (1, 2, 3)
DAYS_SHOWN: Final = 14
# Answers to "when" that name an offered time: slot/2026-11-25/morning.
SLOT: Final = "slot/"
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
    return {one.window: f"{SLOT}{one.day.isoformat()}/{one.part}" for one in parts_ahead(now)}


@dataclass(frozen=True, slots=True)
class Offered:
    """Times that can be kept, as answers to when; `until`: so long nobody else gets them."""

    choices: Sequence[tuple[str, Any]] = ()
    until: datetime | None = None

    @property
    def hint(self) -> Any:
        """What is said below the question."""
        if not self.choices:
            return ""
        if self.until is None:
            return _("The days named here can be kept as things stand.")
        return _("The times named here are kept for you until %(time)s.") % {
            "time": f"{local(self.until):%H:%M}"
        }


def kept(held: Sequence[Kept], now: datetime) -> Offered:
    """What is kept for this customer, in the order of time."""
    named = windows_ahead(now)
    mine = [one for one in held if one.window in named]
    choices = [(named[one.window], _slot_words(named[one.window])) for one in mine]
    return Offered(choices, min((one.until for one in mine), default=None))


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
        return window_of(date.fromisoformat(day_text.strip()), part)
    except ValueError as error:
        raise NotADay from error

"""Standby hours as people write them: 每天 00:00-24:00; 周一至周五 8:00-20:00. Pure."""

import re
import unicodedata
from typing import Any, Final

from bonafix.kit.errors import Invalid
from bonafix.transfer.rules.cells import Cell, plain

NAMES: Final = {
    **{name: day for day, name in enumerate("一二三四五六日")},
    **{"天": 6, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6},
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
ALWAYS: Final = re.compile(r"(24小时|全天|24h|24/7|7x24小时?|全年无休)")
DAILY: Final = ("每天", "每日", "天天", "daily", "every day", "everyday")
HOURS: Final = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-~—–至到]\s*(次日)?(\d{1,2})(?::(\d{2}))?")
DAY: Final = r"(?:周|星期|礼拜)?([一二三四五六日天]|[1-7]|mon|tue|wed|thu|fri|sat|sun)[a-z]*"
RUN: Final = re.compile(rf"{DAY}\s*(?:[-~—–至到]|to)\s*{DAY}")
ONE: Final = re.compile(DAY)
SHOWN: Final = "一二三四五六日"


def read(cell: Cell) -> tuple[dict[str, Any], ...]:
    """Lines as products keep them: days (0 is Monday), from, to. `Invalid` where unreadable."""
    text = unicodedata.normalize("NFKC", plain(cell)).casefold()
    lines = [part.strip() for part in re.split(r"[;\n]+", text) if part.strip()]
    return tuple(_line(line) for line in lines)


def _line(line: str) -> dict[str, Any]:
    hours = HOURS.search(line)
    always = ALWAYS.search(line)
    if hours is None and always is None:
        raise _unreadable()
    before = line[: hours.start()] if hours else ALWAYS.sub("", line)
    if hours and line[hours.end() :].strip():
        raise _unreadable()
    start, end = ("00:00", "24:00") if hours is None else _span(hours)
    return {"days": _days(before.strip()), "from": start, "to": end}


def _span(found: re.Match[str]) -> tuple[str, str]:
    start, end = _clock(found[1], found[2]), _clock(found[4], found[5])
    if start == "24:00":
        raise _unreadable()
    return start, end


def _clock(hour: str, minute: str | None) -> str:
    clock = f"{int(hour):02d}:{minute or '00'}"
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", clock):
        raise _unreadable()
    return clock


def _days(text: str) -> list[int]:
    if not text or text in DAILY:
        return list(range(7))
    days: set[int] = set()
    rest = text
    for first, last in RUN.findall(text):
        start, end = NAMES[first], NAMES[last]
        days |= set(range(start, end + 1)) if start <= end else {*range(start, 7), *range(end + 1)}
    rest = RUN.sub("", rest)
    days |= {NAMES[name] for name in ONE.findall(rest)}
    if not days or ONE.sub("", rest).strip(" ,、和and"):
        raise _unreadable()
    return sorted(days)


def _unreadable() -> Invalid:
    return Invalid(
        "standby_unreadable",
        "These hours cannot be read. Write them like 周一至周五 08:00-20:00; 周六 09:00-18:00.",
    )


def write(lines: tuple[dict[str, Any], ...] | list[dict[str, Any]]) -> str:
    """The same, so that `read` finds what was there."""
    return "; ".join(f"{_names(one['days'])} {one['from']}-{one['to']}" for one in lines)


def _names(days: list[int]) -> str:
    if days == list(range(7)):
        return "每天"
    return "、".join(f"周{SHOWN[day]}" for day in days)

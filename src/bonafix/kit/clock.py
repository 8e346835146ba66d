"""Instants are UTC; days, deadlines and law dates are of Asia/Shanghai."""

import re
from datetime import UTC, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from bonafix.kit.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")

# RFC 3339, section 5.6. Python's own reader takes week dates, bare dates and more.
RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?(?P<offset>[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


class NaiveInstant(Invalid):
    """A time that does not say where its clock hangs."""

    code = "naive_instant"
    text = "“%(given)s” has no time zone. Add one, for example +08:00."


class Clock(Protocol):
    """Anything that tells the time."""

    def __call__(self) -> datetime:
        """The present instant, aware, in UTC."""


def now() -> datetime:
    """The present instant in UTC. Only faces ask it; rules are told."""
    return datetime.now(UTC)


def aware(instant: datetime) -> datetime:
    """The instant itself; ValueError when it is naive, which is always a mistake of ours."""
    if instant.utcoffset() is None:
        raise ValueError("a naive time is not an instant")
    return instant


def local(instant: datetime) -> datetime:
    """The same instant on a clock in China. ValueError for a naive time."""
    return aware(instant).astimezone(SHANGHAI)


def parse_instant(text: str) -> datetime:
    """Read RFC 3339 with an offset, as UTC; `Invalid` for anything else, naive times included."""
    text = str(text)  # what a device sends may be anything
    found = RFC_3339.fullmatch(text)
    try:
        if found is None:
            raise ValueError("not RFC 3339")
        instant = datetime.fromisoformat(text.upper())
        if found["offset"] is None:
            raise NaiveInstant(given=text[:40])
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "not_an_instant",
            "“%(given)s” is not a time. Write it like 2026-11-24T14:20:00+08:00.",
            given=text[:40],
        ) from error


def format_instant(instant: datetime) -> str:
    """UTC with microseconds and a Z: 2026-11-24T06:20:00.000000Z. ValueError for a naive time."""
    plain = aware(instant).astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="microseconds") + "Z"

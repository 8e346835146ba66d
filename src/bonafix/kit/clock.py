"""Instants are UTC; days, deadlines and law dates are of Asia/Shanghai."""

from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bonafix.kit.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Anything that tells the time."""

    def __call__(self) -> datetime:
        """The present instant, aware, in UTC."""


def now() -> datetime:
    """The present instant in UTC. Only faces ask it; rules are told."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The same instant on a clock in China."""
    return instant.astimezone(SHANGHAI)


def parse_instant(text: str) -> datetime:
    """Read RFC 3339 with an offset; `Invalid` for anything else, naive times included."""
    try:
        instant = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise Invalid(
            "not_an_instant",
            "“%(text)s” is not a time. Write it like 2026-11-24T14:20:00+08:00.",
            text=str(text)[:40],
        ) from error
    if instant.tzinfo is None:
        raise Invalid(
            "naive_instant",
            "“%(text)s” has no time zone. Add one, for example +08:00.",
            text=str(text)[:40],
        )
    return instant.astimezone(UTC)


def format_instant(instant: datetime) -> str:
    """UTC with microseconds and a Z: 2026-11-24T06:20:00.000000Z."""
    if instant.tzinfo is None:
        raise ValueError("a naive time cannot be written")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

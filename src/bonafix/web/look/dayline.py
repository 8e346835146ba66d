"""A day as one line of bars: where each bar stands, in per cent of the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafix.kit import clock


@dataclass(frozen=True)
class Bar:
    """One stretch of the day: `kind` is shift, busy, attention or broken."""

    start: datetime
    end: datetime
    kind: str
    title: str


@dataclass(frozen=True)
class Drawn:
    """The same stretch with its place on the line."""

    left: str
    width: str
    kind: str
    title: str


def percent(instant: datetime, start: datetime, hours: int) -> float:
    """Where an instant stands on a line of `hours`, kept within 0–100."""
    share = (instant - start) / timedelta(hours=hours) * 100
    return min(100.0, max(0.0, share))


def drawn(bars: Iterable[Bar], start: datetime, hours: int) -> list[Drawn]:
    """The bars that touch the line, cut at its ends."""
    out = []
    for bar in bars:
        left, right = (percent(at, start, hours) for at in (bar.start, bar.end))
        if right > left:
            out.append(Drawn(f"{left:.2f}%", f"{right - left:.2f}%", bar.kind, bar.title))
    return out


def ticks(start: datetime, hours: int, every: int = 3) -> list[tuple[str, str]]:
    """(place, hour) of the marks below the line; none so near the end that it is cut."""
    return [
        (
            f"{percent(start + timedelta(hours=hour), start, hours):.2f}%",
            f"{clock.local(start + timedelta(hours=hour)).hour}:00",
        )
        for hour in range(0, hours, every)
        if hour <= hours - 1
    ]

"""The stops of a day in their order, as one line between them.

Points are the centres of counties (bonafix.places): they show order and direction, no street
and no door, and nothing is fetched from elsewhere. Stops in one county stand side by side.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from bonafix.places import centroid

WIDTH: Final = 320
HEIGHT: Final = 180
MARGIN: Final = 22
# Stops of one county, side by side.
APART: Final = 26
# Degrees that fill the drawing at least: two near places do not look far apart.
LEAST_SPAN: Final = 0.05


@dataclass(frozen=True)
class Stop:
    """One stop: its place in the order from 1, and where it stands; None when nobody knows."""

    number: str
    order: int
    x: float | None
    y: float | None


@dataclass(frozen=True)
class Route:
    """The stops, and the line through those that have a place."""

    stops: list[Stop]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def path(self) -> str:
        """As the attribute `d` of an SVG path; empty below two places."""
        known = [f"{one.x:g} {one.y:g}" for one in self.stops if one.x is not None]
        return "M" + "L".join(known) if len(known) > 1 else ""


def route(visits: Sequence[tuple[str, str]]) -> Route:
    """The drawing of (case number, division code) in the order of the day."""
    points = [centroid(code) if code else None for _number, code in visits]
    known = [point for point in points if point is not None]
    if not known:
        return Route([Stop(n, order, None, None) for order, (n, _c) in enumerate(visits, 1)])
    squeeze = cos(radians(sum(lat for lat, _lon in known) / len(known)))
    flat = [None if p is None else (p[1] * squeeze, -p[0]) for p in points]
    places = _fitted(flat)
    stops = [
        Stop(number, order, *(places[order - 1] or (None, None)))
        for order, (number, _code) in enumerate(visits, 1)
    ]
    return Route(stops)


def _fitted(flat: Sequence[tuple[float, float] | None]) -> list[tuple[float, float] | None]:
    """As large as the box allows, in its middle, the same scale both ways."""
    most = max(Counter(one for one in flat if one is not None).values())
    xs = [one[0] for one in flat if one is not None]
    ys = [one[1] for one in flat if one is not None]
    inner = WIDTH - 2 * MARGIN
    # However many stand in one county, half of the width stays for the way between counties.
    apart = min(APART, inner / 2 / max(most - 1, 1))
    wide = inner - apart * (most - 1)
    span_x, span_y = max(max(xs) - min(xs), LEAST_SPAN), max(max(ys) - min(ys), LEAST_SPAN)
    scale = min(wide / span_x, (HEIGHT - 2 * MARGIN) / span_y)
    left = (WIDTH - apart * (most - 1) - scale * (min(xs) + max(xs))) / 2
    top = (HEIGHT - scale * (min(ys) + max(ys))) / 2
    seen: Counter[tuple[float, float]] = Counter()
    placed: list[tuple[float, float] | None] = []
    for one in flat:
        if one is None:
            placed.append(None)
            continue
        x = left + scale * one[0] + apart * seen[one]
        placed.append((round(x, 1), round(top + scale * one[1], 1)))
        seen[one] += 1
    return placed

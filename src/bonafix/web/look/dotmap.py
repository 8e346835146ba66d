"""All counties as dots: one path for each state, so that three thousand dots stay small.

The points are the places' own list; nothing is fetched from elsewhere and no border is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians

from bonafix.places import centroid, division
from bonafix.products.rules import Extent

# The mainland with Hainan's main island; a cylinder through the 35th parallel.
WEST, EAST, SOUTH, NORTH = 73.0, 135.5, 17.5, 54.0
WIDTH = 640
SCALE = WIDTH / ((EAST - WEST) * cos(radians(35)))
HEIGHT = round((NORTH - SOUTH) * SCALE)
STATES: tuple[Extent, ...] = ("not", "partly", "covered")  # the last is drawn on top


@dataclass(frozen=True)
class Province:
    """One row of the table that says the same as the map."""

    name: str
    covered: int
    partly: int
    total: int


@dataclass(frozen=True)
class DotMap:
    """`paths`: (state, path of dots); `counts`: state → how many; `provinces`: the table."""

    paths: list[tuple[str, str]]
    counts: dict[str, int]
    provinces: list[Province]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def total(self) -> int:
        """How many counties there are."""
        return sum(self.counts.values())


def draw(states: Mapping[str, Extent]) -> DotMap:
    """The map of county codes and their states. A county without any point is only counted."""
    dots: dict[str, list[str]] = {state: [] for state in STATES}
    tally: dict[str, dict[str, int]] = {}
    for code, state in states.items():
        counted = tally.setdefault(code[:2], dict.fromkeys(STATES, 0))
        counted[state] += 1
        point = centroid(code)
        if point is not None and (place := placed(*point)):
            dots[state].append(f"M{place[0]:g} {place[1]:g}h0")
    provinces = [
        Province(_name(code), n["covered"], n["partly"], sum(n.values()))
        for code, n in sorted(tally.items())
    ]
    counts: dict[str, int] = {state: sum(n[state] for n in tally.values()) for state in STATES}
    return DotMap([(state, "".join(dots[state])) for state in STATES], counts, provinces)


def placed(lat: float, lon: float) -> tuple[float, float] | None:
    """Where a point (degrees) stands on the drawing, None outside of it."""
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        return None
    x = (lon - WEST) * cos(radians(35)) * SCALE
    return round(x, 1), round((NORTH - lat) * SCALE, 1)


def _name(code: str) -> str:
    found = division(code)
    return found.name if found else code

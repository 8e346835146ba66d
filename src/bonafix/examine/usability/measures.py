"""Light, detail and size of a picture in numbers, and the words for what is too little. Pure.

The thresholds are lenient on purpose: a picture that a person could still use passes. They were
set on photographs of garments and their darkened and blurred copies (docs/evidence.md).
"""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

# Pixels of the shorter and of the longer side: text on a label cannot be read below.
SHORTEST: Final = 600
LONGEST: Final = 1000
# Of 255. Dark: almost nothing lies above `DARK_TOP`. Bright: almost nothing below `BRIGHT_LOW`.
DARK_TOP: Final = 60.0
BRIGHT_LOW: Final = 235.0
# The sharpest tile's share of fine detail in its contrast (see `detail`).
BLURRED: Final = 0.04
# A tile of less contrast (standard deviation) says nothing about sharpness.
FLAT: Final = 12.0
WORKING_EDGE: Final = 1024
TILES: Final = 6


@dataclass(frozen=True, slots=True)
class Measures:
    """Sides in pixels; 5th and 95th percentile of the light (0 to 255); detail, None if flat."""

    width: int
    height: int
    low: float
    high: float
    detail: float | None


def measure(gray: Gray, width: int, height: int) -> Measures:
    """`gray`: H×W uint8 with its longest side at most WORKING_EDGE; sides as the file has them."""
    low, high = np.percentile(gray, (5, 95))
    return Measures(width, height, float(low), float(high), detail(gray))


def detail(gray: Gray) -> float | None:
    """Variance of the Laplacian over variance of the light, of the tile where that is highest.

    Variance of the Laplacian is the focus measure of Pech-Pacheco et al., ICPR 2000; divided by
    the contrast it does not depend on the light. One sharp tile is enough: background may blur.
    None when no tile has contrast.
    """
    found = [_tile(tile) for tile in _tiles(gray)]
    told = [one for one in found if one is not None]
    return max(told) if told else None


def _tile(tile: Any) -> float | None:
    contrast = float(tile.std())
    if contrast < FLAT:
        return None
    edges = cv2.Laplacian(cv2.GaussianBlur(tile, (3, 3), 0), cv2.CV_32F)
    return float(edges.var()) / contrast**2


def _tiles(gray: Gray) -> list[Any]:
    rows = np.array_split(gray, TILES, axis=0)
    return [tile for row in rows for tile in np.array_split(row, TILES, axis=1) if tile.size > 64]


def problems(told: Measures) -> list[str]:
    """Words for what is too little: too_small, too_dark, too_bright, blurred."""
    shorter, longer = sorted((told.width, told.height))
    found = []
    if shorter < SHORTEST or longer < LONGEST:
        found.append("too_small")
    if told.high < DARK_TOP:
        found.append("too_dark")
    if told.low > BRIGHT_LOW:
        found.append("too_bright")
    if told.detail is not None and told.detail < BLURRED:
        found.append("blurred")
    return found

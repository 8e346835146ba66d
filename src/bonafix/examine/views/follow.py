"""A region of one view followed into another: is the same seen there, at the place it must be?

What surrounds a damage lies on the same surface, so the surroundings say where the damage must
be: a homography from the matches around the region (Hartley and Zisserman 2004, ch. 13), then
the smooth flow of `compare.align`, which cannot follow the region itself. Only where the
surroundings agree is anything said about the region; else the answer is `cannot_tell`.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.align import Frame, correlation, grey, lay_over
from bonafix.examine.compare.compare import Prepared
from bonafix.examine.compare.features import Features, detect, match
from bonafix.examine.compare.register import Registration, plausible, project

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]
Reals = NDArray[np.float64]
Seen = Literal["present", "absent", "elsewhere", "cannot_tell"]

# The surroundings reach this many region sizes to each side, at least LEAST_AROUND of the side.
AROUND, LEAST_AROUND = 0.8, 0.08
FEWEST = 10  # matches around the region that one homography explains
TEXTURE = 3.0  # local deviation in levels from which there is structure
# Set on drawn articles of seeds 1 and 2 (bench/examine/followed.py).
RING_AGREES = 0.55  # share of the surroundings' structure that must agree
# What is left of the region's own contrast after the other view is taken off: little of it is
# left where both show the same, all of it where the other shows the bare surface.
SAME_LEFT, OTHER_LEFT = 0.30, 0.38
# The same against what is left of the surroundings: glare and parallax leave something there too.
SAME_TIMES, OTHER_TIMES = 4.0, 2.0
# Right beside the region the two must agree nearly as well as elsewhere, or the region lies on an
# outline of the thing, behind which another view shows something else.
BESIDE_TIMES = 2.6
FAINT = 8.0  # contrast of a region, in levels, below which nothing can be said
SLACK = 2  # pixels of the frame that the mapping may be wrong by
MOVED = 0.35  # of the region's size: nearer than this is the same place


@dataclass(frozen=True, slots=True)
class Followed:
    """The answer with what it rests on.

    `around` is the share of the surroundings that agrees; `left` the share of the region's
    contrast that the other view does not show, `times` how many times the surroundings' own
    difference that is; `place` the region's box in the other view, corners (4, 2) in pixels,
    None where it could not be found.
    """

    answer: Seen
    around: float = 0.0
    left: float = 0.0
    times: float = 0.0
    place: Reals | None = None


def follow(first: Prepared, second: Prepared, region: Mask) -> Followed:
    """Look for `region` (bool, of the first picture's shape) of `first` in `second`."""
    if not region.any():
        raise ValueError("the region is empty")
    near = _near(first, region)
    if near is None:
        return Followed("cannot_tell")
    homography, inliers = near_homography(first, second, near)
    if homography is None:
        return Followed("cannot_tell")
    x, y, width, height = near
    crop = first.picture[y : y + height, x : x + width]
    part = np.ascontiguousarray(region[y : y + height, x : x + width])
    shift = np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]])
    found = Registration(homography @ shift, inliers, inliers, False)
    everything = np.ones(crop.shape[:2], bool)
    frame = lay_over(second.picture, crop, second.content, everything, found)
    if frame is None:
        return Followed("cannot_tell")
    return _judged(frame, part, found)


def _near(first: Prepared, region: Mask) -> tuple[int, int, int, int] | None:
    """The box (x, y, width, height) of the region with its surroundings."""
    rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
    height, width = region.shape
    size = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    pad = round(max(AROUND * size, LEAST_AROUND * first.side))
    left, top = max(0, columns[0] - pad), max(0, rows[0] - pad)
    right, bottom = min(width, columns[-1] + 1 + pad), min(height, rows[-1] + 1 + pad)
    if min(right - left, bottom - top) < 32:
        return None
    return int(left), int(top), int(right - left), int(bottom - top)


def _matches(first: Features, second: Features) -> tuple[Reals, Reals]:
    pairs = match(first, second, 0.85)
    return (
        first.points[pairs[:, 0]].astype(np.float64),
        second.points[pairs[:, 1]].astype(np.float64),
    )


def near_homography(
    first: Prepared, second: Prepared, near: tuple[int, int, int, int]
) -> tuple[Reals | None, int]:
    """The homography of the surface around the box, and the matches that agree on it."""
    x, y, width, height = near
    inside = np.zeros(first.picture.shape[:2], bool)
    inside[y : y + height, x : x + width] = True
    # Looked at more closely than the whole picture was: the box may hold few of its features.
    crop = first.picture[y : y + height, x : x + width]
    own = detect(_grown(crop), None, 800)
    scale = crop.shape[1] / _grown(crop).shape[1]
    points = own.points * np.float32(scale) + np.array([x, y], np.float32)
    a, b = _matches(Features(points, own.sizes, own.descriptors), second.features)
    if len(a) < FEWEST:
        return None, 0
    cv2.setRNGSeed(0)
    found, agree = cv2.findHomography(
        a, b, cv2.USAC_MAGSAC, 3.0 * second.side / 800, maxIters=3000, confidence=0.999
    )
    if found is None or agree is None or not np.isfinite(found).all():
        return None, 0
    shift = np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]])
    if agree.sum() < FEWEST or not plausible(found @ shift, (height, width)):
        return None, 0
    return np.asarray(found, np.float64), int(agree.sum())


def _grown(crop: Image) -> Image:
    factor = min(3.0, 500 / max(crop.shape[:2]))
    if factor <= 1:
        return crop
    return np.asarray(cv2.resize(crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))


def _judged(frame: Frame, region: Mask, found: Registration) -> Followed:
    height, width = frame.valid.shape
    inside = cv2.resize(region.astype(np.float32), (width, height)) > 0.4
    corners = _corners(region, found)
    if inside.sum() < 20 or frame.valid[inside].mean() < 0.9:
        return Followed("cannot_tell", place=corners)
    grown = max(3, round(0.02 * max(height, width)) | 1)
    wide = cv2.dilate(inside.astype(np.uint8), np.ones((grown, grown), np.uint8)) > 0
    around = _around(frame, wide)
    left, times = _left(frame, wide, inside)
    return Followed(_said(frame, wide, around, left, times), around, left, times, corners)


def _said(frame: Frame, wide: Mask, around: float, left: float, times: float) -> Seen:
    if around < RING_AGREES or left < 0:
        return "cannot_tell"
    if left <= SAME_LEFT and times <= SAME_TIMES:
        return "present"
    if left >= OTHER_LEFT and times >= OTHER_TIMES and _beside(frame, wide) <= BESIDE_TIMES:
        return "elsewhere" if _elsewhere(frame, wide) else "absent"
    return "cannot_tell"


def _corners(region: Mask, found: Registration) -> Reals:
    rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    return project(found.homography, box)


def _around(frame: Frame, wide: Mask) -> float:
    """Share of the structure outside the region that agrees."""
    window = max(7, round(0.05 * max(wide.shape)) | 1)
    a, b = (cv2.GaussianBlur(grey(p), (0, 0), 0.8) for p in (frame.reference, frame.claim))
    likeness, spread_a, spread_b = correlation(a, b, window)
    apart = cv2.dilate(wide.astype(np.uint8), np.ones((window, window), np.uint8)) > 0
    textured = (np.maximum(spread_a, spread_b) > TEXTURE) & frame.valid & ~apart
    return float((likeness > 0.6)[textured].mean()) if textured.sum() > 100 else 0.0


def _left(frame: Frame, wide: Mask, inside: Mask) -> tuple[float, float]:
    """What the other view does not show of the region, and that against the surroundings.

    The region's own contrast is its difference from the surface drawn on across it (Telea
    2004). (-1, 0) where that is too faint to be looked for.
    """
    level = np.clip(frame.reference, 0, 255).astype(np.uint8)
    bare = cv2.inpaint(level, wide.astype(np.uint8), 5, cv2.INPAINT_TELEA).astype(np.float32)
    own = cv2.GaussianBlur(frame.reference - bare, (0, 0), 1.0)
    strength = float((own[wide] ** 2).sum())
    if strength < FAINT**2 * wide.sum():
        return -1.0, 0.0
    seen = cv2.GaussianBlur(frame.claim - bare, (0, 0), 1.0)
    steps = range(-SLACK, SLACK + 1)
    left = min(
        float(((own - np.roll(seen, (dy, dx), (0, 1)))[wide] ** 2).sum())
        for dy in steps
        for dx in steps
    )
    apart, usual = _apart(frame, wide)
    return left / strength, float(apart[inside].mean()) / usual


def _apart(frame: Frame, wide: Mask) -> tuple[Floats, float]:
    """How far the views differ at each pixel, in levels; the median outside the region, plus 1."""
    apart = cv2.GaussianBlur(np.abs(frame.reference - frame.claim).max(2), (0, 0), 1.5)
    return apart, float(np.median(apart[frame.valid & ~wide])) + 1.0


def _beside(frame: Frame, wide: Mask) -> float:
    """The difference in a band right around the region (its 90th percentile) against the usual."""
    near = cv2.dilate(wide.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    band = (cv2.dilate(near.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0) & ~near & frame.valid
    apart, usual = _apart(frame, wide)
    return float(np.quantile(apart[band], 0.9)) / usual if band.any() else np.inf


def _elsewhere(frame: Frame, wide: Mask) -> bool:
    """Is what the region shows seen near by, but not at its place?"""
    rows, columns = np.flatnonzero(wide.any(1)), np.flatnonzero(wide.any(0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    patch = grey(frame.reference)[top:bottom, left:right]
    where = wide[top:bottom, left:right].astype(np.float32)
    if min(patch.shape) < 8 or min(np.subtract(wide.shape, patch.shape)) < 4:
        return False
    scores = cv2.matchTemplate(grey(frame.claim), patch, cv2.TM_CCOEFF_NORMED, mask=where)
    scores = np.nan_to_num(scores, nan=-1, posinf=-1, neginf=-1)
    best = np.unravel_index(int(scores.argmax()), scores.shape)
    apart = np.hypot(best[0] - top, best[1] - left)
    return bool(scores[best] > 0.75 and apart > MOVED * max(patch.shape))

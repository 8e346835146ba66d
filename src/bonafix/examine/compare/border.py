"""Is the reference's own edge seen in the claim: was the picture photographed, not the thing?

A photograph of a thing goes on beyond what another photograph of it showed. A photograph of a
photograph ends where that one ended: along its edge lies a step that nothing inside matches.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.register import Registration, project

Image = NDArray[np.uint8]
REACH = 12  # steps looked at on both sides of an edge
NEAR = 4  # steps by which the registered edge may be off
STEPS_OUT = 3.0  # how far the step at the edge must stand out from its neighbourhood
ROUGHER = 3.0  # how much more structure the inside must have than the outside
SEEN, CLEAR = 0.12, 0.35  # shares of a side in the picture: to be judged, to count alone
ALONG = 160  # samples along a side


def _strip(
    picture: Image,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    inward: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """The surroundings of one side (along, outside to inside, BGR); None if hardly in view."""
    along = np.linspace(0.06, 0.94, ALONG)[:, None]
    line = start + (end - start) * along
    height, width = picture.shape[:2]
    offsets = np.arange(-REACH, REACH + 1)
    where = line[:, None, :] + offsets[None, :, None] * inward[None, None, :]
    inside = np.all((where >= 1) & (where <= [width - 2, height - 2]), axis=(1, 2))
    if inside.mean() < SEEN:
        return None
    where = where[inside].astype(np.float32)
    seen = cv2.remap(picture, where[..., 0], where[..., 1], cv2.INTER_LINEAR)
    return np.asarray(seen, np.float64)


def _steps_out(strip: NDArray[np.float64]) -> bool:
    """Does the light step at the edge as it does nowhere beside it?"""
    # Means over short stretches, so that fine texture and moiré cancel out.
    steps = np.diff(strip, axis=1)
    stretch = max(2, len(steps) // 10)
    starts = range(0, len(steps) - stretch + 1, stretch)
    means = [np.abs(steps[k : k + stretch].mean(0)).max(-1) for k in starts]
    profile = np.median(means, axis=0)
    near = profile[REACH - NEAR : REACH + NEAR].max()
    away = np.concatenate([profile[: REACH - NEAR - 2], profile[REACH + NEAR + 2 :]])
    return bool(near > STEPS_OUT * (np.median(away) + 0.7) and near > 2 * away.max())


def _structure_ends(strip: NDArray[np.float64]) -> bool:
    """Does structure end at the edge, as a dark picture does on a dark bezel?"""
    rough = np.abs(np.diff(strip.mean(-1), axis=0)).mean(0)
    outside, inside = rough[: REACH - NEAR + 1], rough[REACH + NEAR :]
    sharp = outside.max() < 0.6 * inside.min()
    return bool(sharp and np.median(inside) > ROUGHER * np.median(outside) + 0.5)


def _goes_on(strip: NDArray[np.float64]) -> bool:
    """Does structure go on beyond the edge, as a photographed thing does?"""
    rough = np.abs(np.diff(strip.mean(-1), axis=0)).mean(0)
    outside, inside = np.median(rough[: REACH - NEAR]), np.median(rough[REACH + NEAR :])
    return bool(outside > 1.5 and outside > 0.5 * inside)


@dataclass(frozen=True, slots=True)
class Sides:
    """Of the reference's four edges in the claim: `seen` as edges, `clear` ones among them.

    `beyond` are those across which structure goes on.
    """

    seen: int
    clear: int
    beyond: int


def seen_sides(claim: Image, shape: tuple[int, ...], registration: Registration) -> Sides:
    """Which of the reference's four edges stand out in the claim picture."""
    height, width = shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64) - 0.5
    image = project(registration.homography, corners)
    middle = image.mean(0)
    soft = cv2.GaussianBlur(claim, (0, 0), 1.0)
    pace = max(0.6, float(np.hypot(*(image[2] - image[0]))) / 900)
    found = clear = beyond = 0
    for k in range(4):
        start, end = image[k], image[(k + 1) % 4]
        direction = (end - start) / (np.hypot(*(end - start)) + 1e-9)
        inward = np.array([-direction[1], direction[0]])
        inward *= np.sign(np.dot(middle - start, inward)) * pace
        strip = _strip(soft, start, end, inward)
        if strip is None:
            continue
        if _steps_out(strip) or _structure_ends(strip):
            found += 1
            clear += len(strip) >= CLEAR * ALONG
        else:
            beyond += _goes_on(strip)
    return Sides(found, clear, beyond)

"""Is the reference's own edge seen in the claim: was the picture photographed, not the thing?

A photograph of a thing goes on beyond what another photograph of it showed. A photograph of a
photograph ends where that one ended: along its edge lies a step that nothing inside matches.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.register import Registration, project

Image = NDArray[np.uint8]
REACH = 12  # steps looked at on both sides of an edge
STEPS_OUT = 3.0  # how far the step at the edge must stand out from its neighbourhood


def _profile(
    grey: Image, start: NDArray[np.float64], end: NDArray[np.float64], inward: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Mean absolute step from line to parallel line, outside to inside, along one side."""
    along = np.linspace(0.06, 0.94, 160)[:, None]
    line = start + (end - start) * along
    height, width = grey.shape
    offsets = np.arange(-REACH, REACH + 1)
    where = line[:, None, :] + offsets[None, :, None] * inward[None, None, :]
    inside = np.all((where >= 1) & (where <= [width - 2, height - 2]), axis=(1, 2))
    if inside.mean() < 0.5:
        return None
    where = where[inside].astype(np.float32)
    seen = cv2.remap(grey, where[..., 0], where[..., 1], cv2.INTER_LINEAR).astype(np.float64)
    # A step of one sign over short stretches, so that fine texture and moiré cancel out.
    steps = np.diff(seen, axis=1)
    stretch = max(1, len(steps) // 10)
    means = [
        np.abs(steps[k : k + stretch].mean(0)) for k in range(0, len(steps) - stretch + 1, stretch)
    ]
    return np.asarray(np.median(means, axis=0))


def seen_sides(claim: Image, shape: tuple[int, ...], registration: Registration) -> int:
    """How many of the reference's four edges stand out as edges in the claim, 0–4."""
    height, width = shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64) - 0.5
    image = project(registration.homography, corners)
    middle = image.mean(0)
    grey = cv2.cvtColor(claim, cv2.COLOR_BGR2GRAY)
    grey = cv2.GaussianBlur(grey, (0, 0), 1.0)
    pace = max(0.6, float(np.hypot(*(image[2] - image[0]))) / 900)
    found = 0
    for k in range(4):
        start, end = image[k], image[(k + 1) % 4]
        direction = (end - start) / (np.hypot(*(end - start)) + 1e-9)
        inward = np.array([-direction[1], direction[0]])
        inward *= np.sign(np.dot(middle - start, inward)) * pace
        profile = _profile(grey, start, end, inward)
        if profile is None:
            continue
        near = profile[REACH - 4 : REACH + 4]
        away = np.concatenate([profile[: REACH - 6], profile[REACH + 6 :]])
        found += bool(
            near.max() > STEPS_OUT * (np.median(away) + 0.7) and near.max() > 2 * away.max()
        )
    return found

"""Where the reference lies in the claim picture: candidates of one homography each.

Matches are verified by MAGSAC++ (Barath et al. 2020, as OpenCV's USAC_MAGSAC). What the first
homography does not explain is tried again, because an app's frame or a floor may win first.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.features import Features, match, mirrored

Floats = NDArray[np.float64]
FEWEST = 9  # inliers; four points always fit a homography
HYPOTHESES = 3


@dataclass(frozen=True, slots=True)
class Registration:
    """`homography` (3, 3) takes reference pixels to claim pixels; `inliers` of `matches` fit."""

    homography: Floats
    inliers: int
    matches: int
    flipped: bool

    @property
    def ratio(self) -> float:
        """Share of the matches that lie on the homography."""
        return self.inliers / max(1, self.matches)


def project(homography: Floats, points: NDArray[np.float32] | Floats) -> Floats:
    """Points (n, 2) through a homography (3, 3)."""
    lifted = np.column_stack([points, np.ones(len(points))]).astype(np.float64) @ homography.T
    return np.asarray(lifted[:, :2] / lifted[:, 2:])


def plausible(homography: Floats, shape: tuple[int, ...]) -> bool:
    """Does it keep the picture one convex piece of a size that can be looked at?"""
    height, width = shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    depth = np.column_stack([corners, np.ones(4)]) @ homography[2]
    if depth.min() <= 0.25 * depth.max():  # also refuses a horizon inside the picture
        return False
    image = project(homography, corners)
    edges = np.roll(image, -1, axis=0) - image
    turns = edges[:, 0] * np.roll(edges[:, 1], -1) - edges[:, 1] * np.roll(edges[:, 0], -1)
    if not (np.all(turns > 0) or np.all(turns < 0)):
        return False
    lengths = np.hypot(edges[:, 0], edges[:, 1])
    sides = np.array([width, height, width, height])
    scales = lengths / sides
    return bool(scales.min() > 0.04 and scales.max() < 25 and scales.max() < 4 * scales.min())


def _fit(
    source: Floats, target: Floats, threshold: float
) -> tuple[Floats, NDArray[np.bool_]] | None:
    if len(source) < FEWEST:
        return None
    cv2.setRNGSeed(0)
    homography, inside = cv2.findHomography(
        source, target, cv2.USAC_MAGSAC, threshold, maxIters=2000, confidence=0.999
    )
    if homography is None or not np.isfinite(homography).all():
        return None
    return homography, inside.ravel().astype(bool)


def _hypotheses(
    claim: Features, reference: Features, shape: tuple[int, ...], side: float, flipped: bool
) -> list[Registration]:
    pairs = match(claim, reference)
    found: list[Registration] = []
    total = len(pairs)
    while len(found) < HYPOTHESES and len(pairs) >= FEWEST:
        source = reference.points[pairs[:, 1]].astype(np.float64)
        target = claim.points[pairs[:, 0]].astype(np.float64)
        fitted = _fit(source, target, 3.0 * side / 800)
        if fitted is None:
            break
        homography, inside = fitted
        if inside.sum() < FEWEST:
            break
        if plausible(homography, shape):
            found.append(Registration(homography, int(inside.sum()), total, flipped))
        pairs = pairs[~inside]
    return found


def registrations(
    claim: Features, reference: Features, shape: tuple[int, ...], claim_side: int
) -> list[Registration]:
    """Candidates, most inliers first; the mirror is tried where the plain view is poor.

    `shape` is the reference's, `claim_side` the claim's long side in pixels.
    """
    found = _hypotheses(claim, reference, shape, claim_side, False)
    if not found or found[0].inliers < 40 or found[0].ratio < 0.6:
        # MAGSAC refuses reflections, so the points are mirrored and mirrored back.
        other = mirrored(reference, shape[1])
        back = np.array([[-1.0, 0, shape[1] - 1], [0, 1, 0], [0, 0, 1]])
        found += [
            replace(r, homography=r.homography @ back)
            for r in _hypotheses(claim, other, shape, claim_side, True)
        ]
    return sorted(found, key=lambda r: -r.inliers)[:HYPOTHESES]

"""Two views: does one homography explain both, or only an epipolar geometry?

A screen or a print photographed twice moves as one plane. A thing photographed from two places
shows parallax: points that keep to their epipolar lines but leave every homography (Torr 1998).
Where the camera only turned or hardly moved, both explain everything and nothing can be told.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.features import Features, match
from bonafix.examine.compare.register import project

Floats = NDArray[np.float64]
Answer = Literal["depth_consistent", "flat_source", "cannot_tell", "cannot_compare"]
FEWEST = 40  # matches that keep to the epipolar geometry
OFF_PLANE = 0.006  # of the longer side: how far from a homography counts as parallax
DEPTH = 0.10  # share of such points from which the views show depth
FLAT = 0.03  # share up to which everything lies in one plane
TURNED = 0.02  # mapping error, of the side, up to which a mere turn of the camera explains it


@dataclass(frozen=True, slots=True)
class TwoViews:
    """The answer, the matches it rests on, and the two shares that decided it.

    `parallax` is the share of matches off the plane; `moved` how badly a camera that only
    turned would explain the mapping, as a share of the picture's side.
    """

    answer: Answer
    matches: int
    parallax: float
    moved: float


def _turn_error(homography: Floats, side: float, centre_a: Floats, centre_b: Floats) -> float:
    """How far `homography` is from a mere turn of a camera of any usual focal length.

    For a turn, K^-1 H K is a rotation; the distance to the nearest one is measured where it
    matters, in picture points, as a share of the side.
    """
    grid = np.stack(np.meshgrid(*[np.linspace(-0.4, 0.4, 5)] * 2), -1).reshape(-1, 2) * side
    best = np.inf
    for focal in np.geomspace(0.6, 2.5, 15) * side:
        first = np.array([[focal, 0, centre_a[0]], [0, focal, centre_a[1]], [0, 0, 1]])
        second = np.array([[focal, 0, centre_b[0]], [0, focal, centre_b[1]], [0, 0, 1]])
        bare = np.linalg.inv(second) @ homography @ first
        bare /= np.cbrt(np.linalg.det(bare)) or 1.0
        left, _, right = np.linalg.svd(bare)
        turn = second @ (left @ right) @ np.linalg.inv(first)
        apart = project(turn, grid + centre_a) - project(homography, grid + centre_a)
        best = min(best, float(np.median(np.hypot(*apart.T)) / side))
    return best


def _epipolar(a: Floats, b: Floats, threshold: float) -> NDArray[np.bool_]:
    cv2.setRNGSeed(0)
    found, inside = cv2.findFundamentalMat(a, b, cv2.USAC_MAGSAC, threshold, 0.999, 5000)
    if found is None or inside is None:
        return np.zeros(len(a), bool)
    return np.asarray(inside.ravel() > 0)


def two_views(
    first: Features, second: Features, shape_a: tuple[int, ...], shape_b: tuple[int, ...]
) -> TwoViews:
    """What two pictures show together; `shape_a` and `shape_b` are their (height, width)."""
    pairs = match(first, second, 0.8)
    if len(pairs) < FEWEST:
        return TwoViews("cannot_compare", len(pairs), 0.0, 0.0)
    a = first.points[pairs[:, 0]].astype(np.float64)
    b = second.points[pairs[:, 1]].astype(np.float64)
    side = float(max(*shape_a[:2], *shape_b[:2]))
    lines = _epipolar(a, b, side / 500)
    a, b = a[lines], b[lines]
    if len(a) < FEWEST:
        return TwoViews("cannot_compare", len(a), 0.0, 0.0)
    cv2.setRNGSeed(0)
    homography, _ = cv2.findHomography(a, b, cv2.USAC_MAGSAC, side / 300, maxIters=5000)
    if homography is None:
        return TwoViews("cannot_tell", len(a), 0.0, 0.0)
    off = np.hypot(*(project(homography, a) - b).T)
    parallax = float(np.mean(off > OFF_PLANE * side))
    centres = [np.array([s[1] / 2, s[0] / 2]) for s in (shape_a, shape_b)]
    moved = _turn_error(homography, side, centres[0], centres[1])
    return TwoViews(_answer(parallax, moved), len(a), parallax, moved)


def _answer(parallax: float, moved: float) -> Answer:
    if parallax >= DEPTH:
        return "depth_consistent"
    if parallax <= FLAT and moved > TURNED:
        return "flat_source"
    return "cannot_tell"

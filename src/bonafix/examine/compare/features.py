"""Points of a picture that can be found again: SIFT (Lowe 2004) with RootSIFT distances."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
# Long side at which features are taken. SIFT looks at twice this size by itself.
FEATURE_SIDE = 800
MOST = 2000
TWINS_OF, TWIN, TWIN_APART = 600, 0.93, 0.06


@dataclass(frozen=True, slots=True)
class Features:
    """Positions (n, 2) in pixels of the picture they come from; unit descriptors (n, 128)."""

    points: Floats
    sizes: Floats
    descriptors: Floats

    def __len__(self) -> int:
        return len(self.points)

    def take(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> "Features":
        """Only these."""
        return Features(self.points[keep], self.sizes[keep], self.descriptors[keep])


def _mirror_order() -> NDArray[np.intp]:
    """Where each value of a SIFT descriptor goes when the picture is seen in a mirror.

    The layout is 4 rows x 4 columns x 8 directions in the point's own frame; a mirror turns
    the rows around and every direction into its negative.
    """
    index = np.arange(128).reshape(4, 4, 8)
    return index[::-1][:, :, (-np.arange(8)) % 8].reshape(128)


MIRROR = _mirror_order()


def mirrored(features: Features, width: int) -> Features:
    """What the mirrored picture, `width` wide, would give, without looking at it again."""
    points = features.points * np.array([-1, 1], np.float32) + np.array([width - 1, 0], np.float32)
    return Features(points, features.sizes, features.descriptors[:, MIRROR])


def detect(
    picture: Image, mask: NDArray[np.bool_] | None = None, side: int = FEATURE_SIDE
) -> Features:
    """Features of a BGR picture (h, w, 3), strongest first, at most 2,000, inside `mask`."""
    factor = min(1.0, side / max(picture.shape[:2]))
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    if factor < 1:
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    sift = cv2.SIFT_create(nfeatures=MOST, contrastThreshold=0.02, edgeThreshold=14)
    where = None
    if mask is not None:
        where = cv2.resize(
            mask.astype(np.uint8), grey.shape[1::-1], interpolation=cv2.INTER_NEAREST
        )
    found, raw = sift.detectAndCompute(grey, where)
    if raw is None or not found:
        return Features(*(np.zeros(shape, np.float32) for shape in ((0, 2), (0,), (0, 128))))
    order = sorted(range(len(found)), key=lambda i: -found[i].response)[:MOST]
    points = np.array([found[i].pt for i in order], np.float32) / factor
    sizes = np.array([found[i].size for i in order], np.float32) / factor
    root = np.sqrt(raw[order] / (raw[order].sum(1, keepdims=True) + 1e-9))
    return Features(points, sizes, root.astype(np.float32))


def match(claim: Features, reference: Features, ratio: float = 0.85) -> NDArray[np.intp]:
    """Index pairs (m, 2) that choose each other and stand out from the second best."""
    if len(claim) < 2 or len(reference) < 2:
        return np.zeros((0, 2), np.intp)
    likeness = claim.descriptors @ reference.descriptors.T
    best = likeness.argmax(1)
    rows = np.arange(len(claim))
    top = likeness[rows, best]
    back = likeness.argmax(0)
    likeness[rows, best] = -1
    second = likeness.max(1)
    # Distances of unit vectors: |a - b|^2 = 2 - 2ab.
    stands_out = (2 - 2 * top) < ratio * ratio * (2 - 2 * second)
    keep = stands_out & (back[best] == rows)
    return np.stack([rows[keep], best[keep]], axis=1)


def repeats(features: Features, side: int) -> float:
    """Share (0–1) of the 600 strongest points with a twin elsewhere in the same picture.

    Tiles, checks and weaves look the same at every repetition, so that two photographs of them
    fit each other at a wrong place. A twin lies at least 6 % of `side`, the longer side, away.
    """
    few = features.take(np.arange(min(TWINS_OF, len(features))))
    if len(few) < 2:
        return 0.0
    likeness = few.descriptors @ few.descriptors.T
    apart = np.hypot(*(few.points[:, None] - few.points[None]).transpose(2, 0, 1))
    likeness[apart < TWIN_APART * side] = -1
    return float((likeness.max(1) > TWIN).mean())

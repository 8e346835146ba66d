"""What people use today, in the same run: hashes, ORB with RANSAC, an SSIM difference.

Each gives one number for a pair, larger when it is more likely one picture. They need packages
that only the benchmark installs (requirements/bench.lock); one that is missing is left out.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
ORB_FEATURES = 3000


def _hash_bits(picture: Image) -> NDArray[np.uint8]:
    pdqhash: Any = import_module("pdqhash")
    vector, _quality = pdqhash.compute(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    return np.asarray(vector, np.uint8)


def pdq(claim: Image, reference: Image) -> float:
    """256 bits less the Hamming distance; the better of plain and mirrored."""
    ours = _hash_bits(reference)
    flipped = np.ascontiguousarray(claim[:, ::-1])
    return float(max(256 - (_hash_bits(c) != ours).sum() for c in (claim, flipped)))


def phash(claim: Image, reference: Image) -> float:
    """imagehash's pHash, as its README shows it."""
    imagehash: Any = import_module("imagehash")
    pillow: Any = import_module("PIL.Image")
    first, second = (
        imagehash.phash(pillow.fromarray(cv2.cvtColor(p, cv2.COLOR_BGR2RGB)))
        for p in (claim, reference)
    )
    return float(64 - (first - second))


def orb(claim: Image, reference: Image) -> float:
    """ORB, brute-force matching, ratio test, RANSAC: the number of inliers."""
    engine = cv2.ORB_create(ORB_FEATURES)
    keys_a, first = engine.detectAndCompute(cv2.cvtColor(claim, cv2.COLOR_BGR2GRAY), None)
    keys_b, second = engine.detectAndCompute(cv2.cvtColor(reference, cv2.COLOR_BGR2GRAY), None)
    if first is None or second is None:
        return 0.0
    found = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(first, second, k=2)
    good = [m[0] for m in found if len(m) == 2 and m[0].distance < 0.75 * m[1].distance]
    if len(good) < 4:
        return 0.0
    a = np.array([keys_a[m.queryIdx].pt for m in good], np.float32)
    b = np.array([keys_b[m.trainIdx].pt for m in good], np.float32)
    _, inside = cv2.findHomography(b, a, cv2.RANSAC, 5.0)
    return 0.0 if inside is None else float(inside.sum())


def _ssim_map(claim: Image, reference: Image) -> NDArray[np.float64]:
    metrics: Any = import_module("skimage.metrics")
    ours = cv2.resize(claim, reference.shape[1::-1], interpolation=cv2.INTER_AREA)
    first, second = (cv2.cvtColor(p, cv2.COLOR_BGR2GRAY) for p in (ours, reference))
    return np.asarray(metrics.structural_similarity(first, second, full=True)[1])


def ssim(claim: Image, reference: Image) -> float:
    """Mean SSIM after resizing one to the other."""
    return float(_ssim_map(claim, reference).mean())


def ssim_mask(claim: Image, reference: Image) -> Mask:
    """Where SSIM differs, thresholded by Otsu, as the well-known recipe does it; claim pixels."""
    level = ((1 - _ssim_map(claim, reference)).clip(0, 1) * 255).astype(np.uint8)
    _, mask = cv2.threshold(level, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cv2.resize(mask, claim.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0


_NEEDS = {"pdq": "pdqhash", "imagehash": "imagehash", "orb_ransac": "cv2", "ssim": "skimage"}
_ALL: dict[str, Callable[[Image, Image], float]] = {
    "pdq": pdq, "imagehash": phash, "orb_ransac": orb, "ssim": ssim,
}  # fmt: skip


def installed() -> dict[str, Callable[[Image, Image], float]]:
    """The peers that can run here."""
    return {name: peer for name, peer in _ALL.items() if find_spec(_NEEDS[name])}

"""Shares with their intervals, thresholds that never saw the measured senders, overlap of masks."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

FOLDS = 5


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) for nothing measured."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def iou(found: NDArray[np.bool_] | None, truth: NDArray[np.bool_]) -> float:
    """Intersection over union; a missing mask is an empty one."""
    if found is None:
        return 0.0
    union = int((found | truth).sum())
    return float((found & truth).sum() / union) if union else 1.0


def threshold(honest: Sequence[float], rate: float) -> float:
    """The least score that at most `rate` of the honest pairs reach."""
    scores = np.sort(np.asarray(honest))[::-1]
    allowed = int(np.floor(rate * len(scores)))
    return float(np.nextafter(scores[allowed], np.inf)) if allowed < len(scores) else -np.inf


def left_out(
    copies: Sequence[tuple[int, float]], honest: Sequence[tuple[int, float]], rate: float
) -> tuple[int, int]:
    """Copies found and honest pairs taken for copies, each by a threshold of the other folds.

    Rows are (fold, score); the fold is a function of the sender.
    """
    found = wrong = 0
    for fold in range(FOLDS):
        bar = threshold([s for f, s in honest if f != fold], rate)
        found += sum(1 for f, s in copies if f == fold and s >= bar)
        wrong += sum(1 for f, s in honest if f == fold and s >= bar)
    return found, wrong

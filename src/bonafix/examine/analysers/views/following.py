"""What following a place into another view gives as a finding, with both places side by side."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.analysers.views import words
from bonafix.examine.compare.compare import Image, Prepared
from bonafix.examine.model import Attachment, Finding, Region, Strength
from bonafix.examine.views.follow import Followed, follow
from bonafix.examine.views.measured import error_rate

Mask = NDArray[np.bool_]
AMBER = (0, 140, 255)
CROP_SIDE = 480
KINDS: dict[str, tuple[str, Strength, str, str]] = {
    "present": ("view_agrees", "weak", words.AGREES, words.AGREES_LIMITS),
    "absent": ("contradiction", "moderate", words.ABSENT, words.DIFFER_LIMITS),
    "elsewhere": ("contradiction", "moderate", words.ELSEWHERE, words.DIFFER_LIMITS),
    "cannot_tell": ("cannot_compare", "hint", words.CANNOT, words.CANNOT_LIMITS),
}


def followed(
    name: str,
    ours: Prepared,
    theirs: Prepared,
    reference: str,
    outline: Sequence[tuple[float, float]],
    full: float,
) -> list[Finding]:
    """The finding on one other view; none where only a middle was followed and does not agree.

    `outline` is in pixels of `ours`, `full` how many pixels of the file one of those is.
    """
    region = _filled(outline, ours.picture.shape) if outline else _middle(ours.picture.shape)
    if not region.any():
        return []
    found = follow(ours, theirs, region)
    if not outline and found.answer != "present":
        return []
    kind, strength, text, limits = KINDS[found.answer]
    values = {"reference": Path(reference).name, "around": f"{found.around:.0%}"}
    values |= {"answer": found.answer, "left": f"{found.left:.3f}", "times": f"{found.times:.2f}"}
    return [
        Finding(
            name, kind, strength, text if outline else words.MIDDLE, limits,
            tuple(values.items()), error_rate(found.answer), _region(region, full), reference,
            _side_by_side(ours.picture, theirs.picture, region, found),
        )
    ]  # fmt: skip


def _filled(outline: Sequence[tuple[float, float]], shape: tuple[int, ...]) -> Mask:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(np.array(outline, np.float64)).astype(np.int32)], 1)
    return np.asarray(mask > 0)


def _middle(shape: tuple[int, ...]) -> Mask:
    height, width = shape[:2]
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(mask, (width // 2, height // 2), (width // 5, height // 5), 0, 0, 360, 1, -1)
    return np.asarray(mask > 0)


def _box(mask: Mask) -> tuple[int, int, int, int]:
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return int(x), int(y), int(width), int(height)


def _region(mask: Mask, full: float) -> Region:
    x, y, width, height = (round(v * full) for v in _box(mask))
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Region((x, y, width, height), corners)


def _side_by_side(
    first: Image, second: Image, region: Mask, found: Followed
) -> tuple[Attachment, ...]:
    """The place in both views, outlined; nothing where the other place is not known."""
    if found.place is None or found.answer == "cannot_tell":
        return ()
    x, y, width, height = _box(region)
    own = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], float)
    crops = [_crop(picture, box) for picture, box in ((first, own), (second, found.place))]
    both = cv2.hconcat(crops)
    coded = cv2.imencode(".jpg", both, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()
    return (Attachment("views.jpg", coded),)


def _crop(picture: Image, box: NDArray[np.float64]) -> Image:
    """A square around the box, the box outlined, CROP_SIDE pixels a side."""
    low, high = box.min(0), box.max(0)
    side = max(32.0, 2.2 * float((high - low).max()))
    corner = (low + high) / 2 - side / 2
    factor = CROP_SIDE / side
    move = np.array([[factor, 0, -corner[0] * factor], [0, factor, -corner[1] * factor]])
    drawn = cv2.warpAffine(picture, move, (CROP_SIDE, CROP_SIDE), borderValue=(240, 240, 240))
    points = np.round((box - corner) * factor).astype(np.int32)
    cv2.polylines(drawn, [points], True, AMBER, 2, cv2.LINE_AA)
    return np.asarray(drawn, np.uint8)

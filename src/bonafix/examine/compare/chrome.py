"""What an app draws around a picture: bars, words and buttons on plain paper.

Two screenshots of one app agree in every pixel of its frame and prove nothing by that, so the
frame takes no part in the comparison.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
SIDE = 640
# A piece of content smaller than this share of the screen is an avatar, an icon, a banner.
SMALLEST = 0.02


def _plain(grey: Image, spread: int) -> Mask:
    """Pixels whose surroundings are one colour, as only drawn surfaces are after JPEG."""
    kernel = np.ones((5, 5), np.uint8)
    return np.asarray(cv2.dilate(grey, kernel).astype(np.int16) - cv2.erode(grey, kernel) <= spread)


def _papers(picture: Image, plain: Mask) -> Mask:
    """Plain pixels of the colours that cover a real part (3 %) of the whole screen."""
    coarse = (picture.astype(np.int32) + 4) // 8
    code = coarse[..., 0] * 1089 + coarse[..., 1] * 33 + coarse[..., 2]
    counts = np.bincount(code[plain], minlength=36000) if plain.any() else np.zeros(36000)
    return np.asarray(plain & (counts[code] > 0.03 * plain.size))


def content_boxes(picture: Image) -> list[tuple[int, int, int, int]]:
    """Boxes (x, y, width, height) of photographs on a screen; the whole picture if it is none."""
    height, width = picture.shape[:2]
    whole = [(0, 0, width, height)]
    factor = min(1.0, SIDE / max(height, width))
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_NEAREST)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    paper = _papers(small, _plain(grey, 3))
    if paper.mean() < 0.12:
        return whole
    # Connected pieces of what is not paper; words and icons are small pieces.
    pieces = cv2.morphologyEx((~paper).astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=4)
    boxes = []
    for x, y, w, h, area in stats[1:count].tolist():
        # A photograph fills its box up to straight edges; a garment on white does not.
        if area >= SMALLEST * pieces.size and area >= 0.7 * w * h and min(w, h) > 24:
            boxes.append((int(x / factor), int(y / factor), int(w / factor), int(h / factor)))
    return boxes or whole


def content_mask(picture: Image) -> Mask:
    """True where a photograph is, False on an app's frame."""
    mask = np.zeros(picture.shape[:2], bool)
    for x, y, w, h in content_boxes(picture):
        mask[y : y + h, x : x + w] = True
    return mask

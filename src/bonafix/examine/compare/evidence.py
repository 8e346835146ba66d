"""What a person looks at: the change outlined, both pictures side by side, the difference."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.compare import Comparison, Prepared
from bonafix.examine.compare.locate import onto_claim

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
AMBER = (0, 140, 255)  # BGR; an outline, never a stamp across
QUALITY = 88
MOST_CORNERS = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """PNG or JPEG bytes by plain file name; box and outline in the claim's pixels, if any.

    `laid` is the reference as it lies in the claim, `drawn` the claim with the outline.
    """

    files: tuple[tuple[str, bytes], ...]
    laid: Image
    drawn: Image
    box: tuple[int, int, int, int] | None
    polygon: tuple[tuple[int, int], ...]


def outlines(mask: Mask) -> list[NDArray[np.int32]]:
    """Outer outlines of the regions of a mask, the largest first."""
    found, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return sorted((np.asarray(c, np.int32) for c in found), key=cv2.contourArea, reverse=True)


def polygon_of(mask: Mask) -> tuple[tuple[int, int], ...]:
    """Outline of the largest region with at most 200 corners; empty for an empty mask."""
    found = outlines(mask)
    if not found:
        return ()
    slack = 0.5
    corners = found[0]
    while len(corners) > MOST_CORNERS or slack == 0.5:
        corners = cv2.approxPolyDP(found[0], slack, True)
        slack *= 1.6
    return tuple((int(x), int(y)) for x, y in corners.reshape(-1, 2))


def box_of(mask: Mask) -> tuple[int, int, int, int] | None:
    """Box (x, y, width, height) around all regions; None for an empty mask."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return None
    x, y = int(columns[0]), int(rows[0])
    return x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1


def outlined(picture: Image, mask: Mask) -> Image:
    """The picture with the regions outlined a little outside of them."""
    width = max(2, round(max(picture.shape[:2]) / 400))
    room = cv2.dilate(mask.astype(np.uint8), np.ones((width * 4 + 1, width * 4 + 1), np.uint8)) > 0
    drawn = picture.copy()
    found = outlines(room)
    cv2.drawContours(drawn, found, -1, (255, 255, 255), width + 2, cv2.LINE_AA)
    cv2.drawContours(drawn, found, -1, AMBER, width, cv2.LINE_AA)
    return drawn


def reference_in_claim(claim: Prepared, reference: Prepared, found: Comparison) -> Image:
    """The reference as it would lie in the claim picture; the claim, dimmed, where it ends."""
    assert found.registration is not None
    size = (claim.picture.shape[1], claim.picture.shape[0])
    homography = found.registration.homography
    laid = cv2.warpPerspective(reference.picture, homography, size, flags=cv2.INTER_AREA)
    where = cv2.warpPerspective(
        np.full(reference.picture.shape[:2], 255, np.uint8), homography, size
    )
    under = (claim.picture * 0.35 + 160).astype(np.uint8)
    return np.where(where[..., None] > 127, laid, under).astype(np.uint8)


def difference(claim: Prepared, found: Comparison) -> Image:
    """How much the aligned pictures differ, dark on light, in the claim's pixels."""
    assert found.frame is not None
    assert found.registration is not None
    frame = found.frame
    apart = np.abs(frame.reference - frame.claim).max(2)
    apart[~frame.valid] = 0
    level = cv2.GaussianBlur(apart, (0, 0), 1.0) / 60
    shade = np.full(claim.picture.shape[:2], 250, np.uint8)
    for step in range(1, 9):
        inside = onto_claim(level > step / 9, frame, found.registration.homography, shade.shape)
        shade[inside] = 250 - 28 * step
    return np.asarray(cv2.cvtColor(shade, cv2.COLOR_GRAY2BGR), np.uint8)


def side_by_side(pictures: list[Image], height: int = 900) -> Image:
    """Pictures in one row on paper, each `height` pixels high at most."""
    height = min(height, *(p.shape[0] for p in pictures))
    shown = [
        cv2.resize(
            p,
            (max(1, round(p.shape[1] * height / p.shape[0])), height),
            interpolation=cv2.INTER_AREA,
        )
        for p in pictures
    ]
    gap = np.full((height, 12, 3), 247, np.uint8)
    row = [shown[0]]
    for picture in shown[1:]:
        row += [gap, picture]
    return np.hstack(row)


def _jpeg(picture: Image) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1])


def evidence(claim: Prepared, reference: Prepared, found: Comparison) -> Evidence:
    """Mask, overlay (reference | claim outlined | difference) and the two for a flicker."""
    assert found.changed is not None
    laid = reference_in_claim(claim, reference, found)
    drawn = outlined(claim.picture, found.changed)
    overlay = side_by_side([laid, drawn, difference(claim, found)])
    mask = cv2.imencode(".png", found.changed.astype(np.uint8) * 255)[1].tobytes()
    files = (
        ("mask.png", mask),
        ("overlay.jpg", _jpeg(overlay)),
        ("outlined.jpg", _jpeg(drawn)),
        ("reference.jpg", _jpeg(laid)),
    )
    return Evidence(files, laid, drawn, box_of(found.changed), polygon_of(found.changed))

"""Codes in one picture, read in the limited child: what each says, where, and how it looks."""

import json
from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import zxingcpp

from bonafix.examine.model import Attachment, Finding, Picture, Region
from bonafix.examine.reading import pixels

PLACE: Final = f"{__name__}:reader"
SEEN: Final = "code_seen"
EDGE: Final = 2400
MOST: Final = 12
LONGEST: Final = 200
CROP_EDGE: Final = 360


class CodeReader:
    """One finding for each bar code or QR code, with a crop of it."""

    name, version = "codes", "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """`references` take no part."""
        del references
        try:
            full = pixels.opened(claim.content)
            seen = pixels.upright(claim.content, EDGE)
        except pixels.NoPixels:
            return []
        picture = cv2.cvtColor(np.asarray(seen), cv2.COLOR_RGB2BGR)
        scale = max(full.size) / max(picture.shape[:2])
        found = zxingcpp.read_barcodes(picture)[:MOST]
        return [self._seen(picture, scale, one) for one in found if one.text]

    def _seen(self, picture: Any, scale: float, one: Any) -> Finding:
        corners = [
            (int(p.x), int(p.y))
            for p in (
                one.position.top_left, one.position.top_right,
                one.position.bottom_right, one.position.bottom_left,
            )
        ]  # fmt: skip
        (left, top), (right, bottom) = np.min(corners, 0), np.max(corners, 0)
        told = {"format": str(one.format)[:40], "text": one.text[:LONGEST]}
        box = tuple(round(float(v) * scale) for v in (left, top, right - left, bottom - top))
        return Finding(
            self.name, SEEN, "hint", "", "",
            params=(("code", json.dumps(told, ensure_ascii=False)),),
            region=Region((box[0], box[1], max(1, box[2]), max(1, box[3]))),
            attachments=(Attachment("code.jpg", _crop(picture, left, top, right, bottom)),),
        )  # fmt: skip


def _crop(picture: Any, left: int, top: int, right: int, bottom: int) -> bytes:
    """The code with a third of its size around it, at most 360 pixels a side."""
    room = max(12, (max(right - left, bottom - top)) // 3)
    part = picture[max(0, top - room) : bottom + room, max(0, left - room) : right + room]
    factor = CROP_EDGE / max(part.shape[:2])
    if factor < 1:
        part = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".jpg", part, [cv2.IMWRITE_JPEG_QUALITY, 90])[1])


reader = CodeReader()

"""The analyser; it runs in the reading process like all that meets a stranger's file."""

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import zxingcpp

from bonafix.examine.clips import codes_in
from bonafix.examine.model import Finding, Picture
from bonafix.examine.reading import pixels
from bonafix.examine.reading.kinds import kind_of
from bonafix.examine.usability.measures import WORKING_EDGE, measure, problems

NAME: Final = "usability"
CODE: Final = "code_read"
# Codes are looked for in more pixels than light is.
CODE_EDGE: Final = 2400
MOST_CODES: Final = 8
LONGEST_TEXT: Final = 200
STATEMENT: Final = "usability"


class Usability:
    """Kinds: words of `measures.problems`, not_read, no_picture (a clip, a PDF), code_read."""

    name = NAME
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Never raises for what a file holds."""
        del references
        media = kind_of(claim.content).media
        if media == "video":
            return [_told("no_picture"), *_codes_of_clip(claim.content)]
        if media == "document":
            return [_told("no_picture")]
        try:
            opened = pixels.opened(claim.content)
            width, height = opened.size
            picture = np.asarray(pixels.upright(claim.content, CODE_EDGE).convert("L"))
        except pixels.NoPixels:
            return [_told("not_read")]
        told = measure(_smaller(picture), width, height)
        return [*(_told(word) for word in problems(told)), *_codes(picture)]


def _smaller(picture: Any) -> Any:
    scale = WORKING_EDGE / max(picture.shape)
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _codes(picture: Any) -> list[Finding]:
    found = zxingcpp.read_barcodes(picture)[:MOST_CODES]
    return [
        _told(CODE, ("format", str(one.format)[:40]), ("text", one.text[:LONGEST_TEXT]))
        for one in found
    ]


def _codes_of_clip(content: bytes) -> list[Finding]:
    found, _film = codes_in(content)
    return [_told(CODE, ("format", one.format), ("text", one.text)) for one in found[:MOST_CODES]]


def _told(kind: str, *params: tuple[str, str]) -> Finding:
    return Finding(NAME, kind, "hint", STATEMENT, STATEMENT, params)

"""The analyser; it runs in the reading process like all that meets a stranger's file."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import zxingcpp

from bonafix.examine.clips import codes_in
from bonafix.examine.containers import inside, tiff
from bonafix.examine.model import Finding, Picture
from bonafix.examine.parcel.times import from_container, from_exif
from bonafix.examine.reading import pixels
from bonafix.examine.reading.kinds import kind_of

NAME: Final = "parcel"
CODE: Final = "code_read"
TIME: Final = "time_said"
UNREAD: Final = "not_read"
# A label takes a small part of a picture: more pixels than a screen has.
EDGE: Final = 3200
MOST_CODES: Final = 24
LONGEST_TEXT: Final = 200


class Parcel:
    """Kinds: code_read (format, text), time_said (where, at: RFC 3339), not_read.

    Of a clip: its container's time, and codes in a picture every half second.
    """

    name = NAME
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Never raises for what a file holds."""
        del references
        media = kind_of(claim.content).media
        if media == "video":
            return [
                *_time("container", from_container(claim.content)),
                *(_code(one.format, one.text) for one in codes_in(claim.content)[0]),
            ]
        if media != "picture":
            return [_told(UNREAD)]
        try:
            picture = np.asarray(pixels.upright(claim.content, EDGE).convert("L"))
        except pixels.NoPixels:
            return [_told(UNREAD)]
        blocks = inside(claim.content).of("exif")
        said = from_exif(tiff.read(blocks[0].content)) if blocks else None
        found = zxingcpp.read_barcodes(picture)[:MOST_CODES]
        codes = [(str(one.format)[:40], one.text[:LONGEST_TEXT]) for one in found]
        return [
            *_time("exif", said),
            *(_code(kind, text) for kind, text in codes),
        ]


def _code(kind: str, text: str) -> Finding:
    return _told(CODE, ("format", kind), ("text", text))


def _time(where: str, at: str | None) -> list[Finding]:
    return [_told(TIME, ("where", where), ("at", at))] if at else []


def _told(kind: str, *params: tuple[str, str]) -> Finding:
    return Finding(NAME, kind, "hint", NAME, NAME, params)

"""Reads labels in the picture and says each field as a finding of its own."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from bonafix.examine.analysers.texts import engine, words
from bonafix.examine.analysers.texts.engine import Image, Line
from bonafix.examine.analysers.texts.fields import Field, fields
from bonafix.examine.model import Finding, Picture, Region
from bonafix.examine.reading import pixels

EDGE = 1600


class Texts:
    """`text_read` for each field and plain line, `visible_ai_label` for a mark of AI.

    Nothing where no engine is installed. Lines with names, telephones and addresses are not
    given back.
    """

    name = "texts"
    version = "1"

    def __init__(self, read: Callable[[Image], list[Line]] | None = None) -> None:
        self._read = read

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Findings from top to bottom; the claim picture only."""
        read = self._read or (engine.lines if engine.installed() else None)
        if read is None:
            return []
        try:
            width = _upright_width(claim)
            seen = np.asarray(pixels.upright(claim.content, EDGE))
        except pixels.NoPixels:
            return []
        if min(seen.shape[:2]) < 32:
            return []
        found = read(cv2.cvtColor(seen, cv2.COLOR_RGB2BGR))
        full = width / seen.shape[1]
        return [
            self._finding(one, found[one.line], full) for one in fields([f.text for f in found])
        ]

    def _finding(self, field: Field, line: Line, full: float) -> Finding:
        mark = field.word == "ai_mark"
        corners = np.round(np.array(line.corners) * full).astype(int)
        x, y, width, height = (int(v) for v in cv2.boundingRect(corners.astype(np.int32)))
        params = (
            ("text", field.text),
            ("field", field.word),
            ("read_score", f"{line.score:.2f}"),
        )
        return Finding(
            self.name,
            "visible_ai_label" if mark else "text_read",
            "moderate" if mark else "hint",
            words.MARK if mark else words.READ,
            words.MARK_LIMITS if mark else words.READ_LIMITS,
            params,
            region=Region((x, y, width, height), tuple((int(a), int(b)) for a, b in corners)),
        )


def _upright_width(picture: Picture) -> int:
    opened = pixels.opened(picture.content)
    turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return opened.height if turned else opened.width

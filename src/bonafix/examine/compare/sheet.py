"""The evidence picture: one JPEG that fits a marketplace's form and can be read by itself.

1,200 pixels wide, at most about 1 MB: reference and claim side by side, the difference
outlined, and below in Chinese what was compared, what was found, and what it does not show.
"""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import cv2
import manimgx_fonts_cjk  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

WIDTH, TALLEST, EDGE, GAP = 1200, 1000, 32, 24
PAPER, INK, MUTED = (251, 250, 247), (31, 36, 33), (94, 103, 98)
MOST_BYTES = 1_000_000
FONT = Path(manimgx_fonts_cjk.__file__).parent / "NotoSansCJK-VF.otf.ttc"
SIMPLIFIED = 2  # the face of the collection for simplified Chinese


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    found = ImageFont.truetype(str(FONT), size, index=SIMPLIFIED)
    found.set_variation_by_name("Regular")
    return found


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in lines of at most `width` pixels; Chinese breaks between any characters."""
    lines, line = [], ""
    for letter in text:
        if font.getlength(line + letter) > width:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line]


def _half(picture: NDArray[np.uint8], height: int, width: int) -> Pillow.Image:
    shown = Pillow.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    factor = min(width / shown.width, height / shown.height)
    size = (max(1, round(shown.width * factor)), max(1, round(shown.height * factor)))
    return shown.resize(size, Pillow.Resampling.LANCZOS)


def sheet(
    pictures: Sequence[tuple[str, NDArray[np.uint8]]], title: str, lines: Sequence[str]
) -> bytes:
    """JPEG bytes: the title, the pictures (heading, BGR) in a row, the lines below."""
    width = (WIDTH - 2 * EDGE - GAP * (len(pictures) - 1)) // len(pictures)
    halves = [(heading, _half(picture, TALLEST, width)) for heading, picture in pictures]
    below = [row for line in lines for row in wrapped(line, _font(24), WIDTH - 2 * EDGE)]
    tallest = max(half.height for _, half in halves)
    height = EDGE + 56 + 40 + tallest + GAP + 36 * len(below) + EDGE
    canvas = Pillow.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(canvas)
    draw.text((EDGE, EDGE - 8), title, INK, _font(34))
    for k, (heading, half) in enumerate(halves):
        left = EDGE + k * (width + GAP)
        draw.text((left, EDGE + 52), heading, MUTED, _font(24))
        canvas.paste(half, (left, EDGE + 96))
    for k, row in enumerate(below):
        draw.text((EDGE, EDGE + 96 + tallest + GAP + 36 * k), row, INK, _font(24))
    return _small(canvas)


def _small(canvas: Pillow.Image) -> bytes:
    for quality in (90, 80, 70, 55):
        out = BytesIO()
        canvas.save(out, "JPEG", quality=quality)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()

"""Goods drawn by code for the demonstration: nobody's photographs, nobody's goods.

`doctored` draws a crack over the very picture that the shop shows; it is there so that the
review desk has something to show, and is no help to anybody: it is a line.
"""

from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SIZE: Final = (640, 480)
INK: Final = (46, 40, 36)


def _table(seed: int) -> Image.Image:
    """A wooden table with its grain, so that two pictures of one scene can be matched."""
    random = np.random.default_rng(seed)
    grain: NDArray[np.float64] = random.normal(0, 1, (SIZE[1], SIZE[0]))
    rows = np.cumsum(random.normal(0, 0.6, SIZE[1]))[:, None]
    wave = 12 * np.sin(rows + np.linspace(0, 9, SIZE[0])[None, :]) + 9 * grain
    base = np.array([176, 138, 98]) + random.integers(-12, 12, 3)
    shown = np.clip(base[None, None, :] + wave[:, :, None], 0, 255).astype(np.uint8)
    return Image.fromarray(shown)


def goods(seed: int, shift: int = 0) -> Image.Image:
    """A glazed bowl on a table; `shift` moves the camera, as a second photograph would."""
    random = np.random.default_rng(seed)
    seen = _table(seed + 1000 * (shift != 0))
    draw = ImageDraw.Draw(seen)
    left, top = 170 + shift, 130 + shift // 2
    glaze = tuple(int(v) for v in random.integers(90, 225, 3))
    draw.ellipse((left, top + 40, left + 300, top + 240), fill=glaze, outline=INK, width=4)
    draw.ellipse((left + 18, top + 30, left + 282, top + 120), fill=(238, 232, 220), outline=INK)
    for _ in range(90):
        x, y = (int(v) for v in random.integers((left + 30, top + 120), (left + 260, top + 210)))
        spot = tuple(int(v) for v in random.integers(40, 240, 3))
        draw.ellipse((x, y, x + 7, y + 7), fill=spot)
    return seen.filter(ImageFilter.GaussianBlur(0.6))


def broken(seed: int, shift: int = 40) -> Image.Image:
    """The bowl with a piece out of it, photographed on another table: an honest claim."""
    seen = goods(seed, shift)
    draw = ImageDraw.Draw(seen)
    left, top = 170 + shift, 130 + shift // 2
    draw.polygon(
        [(left + 200, top + 30), (left + 262, top + 70), (left + 214, top + 128)],
        fill=(120, 92, 64), outline=INK,
    )  # fmt: skip
    return seen


def doctored(seed: int) -> Image.Image:
    """The shop's own picture with a line drawn over it."""
    seen = goods(seed)
    draw = ImageDraw.Draw(seen)
    way = [(260, 190), (300, 240), (286, 290), (340, 350)]
    draw.line(way, fill=INK, width=6)
    return seen


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    """As a telephone would send it."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()

"""Pictures made by code: a textured thing as a telephone sees it, and worse ones of it."""

import io

import cv2
import numpy as np
import segno
from PIL import Image


def thing(width: int = 1600, height: int = 1200, seed: int = 1) -> np.ndarray:
    """A surface with edges of many sizes, lit from one side."""
    random = np.random.default_rng(seed)
    picture = np.full((height, width), 128, np.float32)
    for size in (4, 16, 64):
        small = random.normal(0, 30, (height // size, width // size)).astype(np.float32)
        picture += cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    picture += np.linspace(-20, 20, width, dtype=np.float32)
    return np.clip(picture, 0, 255).astype(np.uint8)


def with_code(code: str) -> np.ndarray:
    """The thing with a QR code of `code` beside it."""
    out, picture = io.BytesIO(), thing()
    segno.make(code, error="m").save(out, kind="png", scale=10, border=4)
    card = np.asarray(Image.open(io.BytesIO(out.getvalue())).convert("L"))
    picture[100 : 100 + card.shape[0], 100 : 100 + card.shape[1]] = card
    return picture


def jpeg(picture: np.ndarray, quality: int = 88) -> bytes:
    """As a file."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality)
    return out.getvalue()


GOOD = jpeg(thing())
DARK = jpeg((thing() * 0.15).astype(np.uint8))
BRIGHT = jpeg(np.clip(thing().astype(int) // 20 + 242, 0, 255).astype(np.uint8))
BLURRED = jpeg(cv2.GaussianBlur(thing(), (0, 0), 8))
SMALL = jpeg(thing(640, 480))
# A plain wall in good light: nothing in it could be sharp.
PLAIN = jpeg(np.full((1200, 1600), 150, np.uint8))

"""Pixels of a stranger's picture, upright. Called in the child only; `bound` sets how many."""

import io
import warnings
from typing import Literal

import pi_heif
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

# What decoders raise for bytes they cannot use; anything else ends the child, and is told.
DECODER_ERRORS = (
    OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError,
    OverflowError, MemoryError, RuntimeError, AttributeError, ZeroDivisionError,
    UnidentifiedImageError, Image.DecompressionBombError,
)  # fmt: skip
Problem = Literal["no picture", "too many pixels", "damaged"]
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "HEIF", "AVIF", "BMP", "MPO")

pi_heif.register_heif_opener(thumbnails=False)
Image.init()  # once, before any fork: a file of no known kind would make each fork do it
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


class NoPixels(Exception):
    """No pixels can be had; `problem` says why in one of three words."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class _Bound:
    pixels = 120_000_000


def bound(pixels: int) -> None:
    """Refuse pictures of more than `pixels` from now on."""
    _Bound.pixels = pixels
    Image.MAX_IMAGE_PIXELS = pixels
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def most() -> int:
    """How many pixels a picture may have."""
    return _Bound.pixels


def whole(picture: Image.Image) -> None:
    """Raise NoPixels when the picture cannot be decoded to its end.

    A JPEG is decoded at an eighth of its size: that reads every byte at a fraction of the cost.
    """
    try:
        picture.draft("RGB", (picture.width // 8, picture.height // 8))
        picture.load()
    except DECODER_ERRORS as error:
        raise NoPixels("damaged") from error


def opened(content: bytes) -> Image.Image:
    """The picture with its header read and no pixel decoded; raises NoPixels."""
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise NoPixels("too many pixels") from error
    except DECODER_ERRORS as error:
        raise NoPixels("no picture") from error
    if picture.width * picture.height > _Bound.pixels:
        raise NoPixels("too many pixels")
    return picture


def upright(content: bytes, edge: int | None = None) -> Image.Image:
    """RGB picture turned as its EXIF orientation says; the longest side at most `edge`.

    Raises NoPixels. JPEGs are decoded at the smallest scale that still gives `edge`.
    """
    picture = opened(content)
    try:
        if edge:
            picture.draft("RGB", (edge, edge))
        picture.load()
        turned = ImageOps.exif_transpose(picture)
        if edge:
            turned.thumbnail((edge, edge))
        return turned.convert("RGB")
    except DECODER_ERRORS as error:
        raise NoPixels("damaged") from error


def thumbnail(content: bytes, edge: int) -> bytes:
    """A JPEG of at most `edge` pixels a side, with no metadata at all; raises NoPixels."""
    out = io.BytesIO()
    upright(content, edge).save(out, "JPEG", quality=82)
    return out.getvalue()

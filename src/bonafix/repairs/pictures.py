"""Looking into pictures that strangers' devices send: in the limited child, never here."""

import atexit
from functools import cache

from bonafix.examine.model import Picture
from bonafix.examine.reading import kinds
from bonafix.examine.reading.limits import Limits
from bonafix.examine.reading.reader import Reader
from bonafix.kit.errors import Invalid

MOST_BYTES = 15 * 1024 * 1024
TAKEN = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/avif"})
# What the house's own pages show: made anew by the child, so that nothing of a stranger's
# bytes reaches a browser.
EDGE = 1600


class NotAPicture(Invalid):
    """Bytes that no decoder makes a picture of."""

    code = "not_a_picture"
    text = "This is not a picture that can be opened (JPEG, PNG, WebP, HEIC), 15 MB at most."
    field = "file"


@cache
def _reader() -> Reader:
    """One child for each process, started with the first picture."""
    limits = Limits(memory=1024 << 20, cpu_seconds=20, wall_seconds=30, pixels=60_000_000)
    reader = Reader(limits=limits)
    atexit.register(reader.close)
    return reader


def media_type(content: bytes) -> str:
    """The type by the bytes, after the child has opened it. `NotAPicture`."""
    mime = kinds.kind_of(content).mime if content else ""
    if len(content) > MOST_BYTES or mime not in TAKEN or shown(content, 64) is None:
        raise NotAPicture
    return mime


def shown(content: bytes, edge: int = EDGE) -> bytes | None:
    """A JPEG without metadata, at most `edge` pixels a side; None when it cannot be opened."""
    return _reader().thumbnail(Picture("picture", content), edge)

"""The boxes of ISO base media files, one level at a time."""

from collections.abc import Iterator

MAX_BOXES = 20_000


def boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, start of body, end) of each box; stops at a box that cannot be."""
    for _number in range(MAX_BOXES):
        if at + 8 > end:
            return
        size, head = int.from_bytes(content[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < head:
            return
        yield content[at + 4 : at + 8], at + head, min(at + size, end)
        at += size

"""Matroska and WebM: SimpleTag names with their strings (RFC 9559)."""

from bonafix.examine.containers.model import MAX_PART, Inside, Part

SEGMENT, TAGS, TAG, SIMPLE = 0x18538067, 0x1254C367, 0x7373, 0x67C8
NAME, STRING, BINARY = 0x45A3, 0x4487, 0x4485
_HOLDERS = {SEGMENT, TAGS, TAG}
MAX_ELEMENTS, MAX_DEPTH = 50_000, 6


def parse(content: bytes, found: Inside) -> None:
    """Collect every SimpleTag, nested ones too."""
    _walk(content, 0, len(content), found, 0)


def _number(content: bytes, at: int, keep: bool) -> tuple[int, int]:
    """(value, bytes) of a variable-length number; bytes 0 when there is none."""
    if at >= len(content) or content[at] == 0:
        return 0, 0
    length = 9 - content[at].bit_length()
    value = int.from_bytes(content[at : at + length], "big")
    return (value if keep else value & ((1 << (7 * length)) - 1)), length


def _walk(content: bytes, at: int, end: int, found: Inside, depth: int) -> None:
    for _element in range(MAX_ELEMENTS):
        name, taken = _number(content, at, keep=True)
        size, more = _number(content, at + taken, keep=False)
        if not taken or not more or at >= end or depth > MAX_DEPTH:
            return
        start = at + taken + more
        unknown = size == (1 << (7 * more)) - 1  # live streams leave lengths open
        stop = end if unknown else min(end, start + size)
        if name in _HOLDERS:
            _walk(content, start, stop, found, depth + 1)
        elif name == SIMPLE:
            _tag(content, start, stop, found, depth)
        at = stop if not unknown or name in _HOLDERS else end


def _tag(content: bytes, at: int, end: int, found: Inside, depth: int) -> None:
    key, value = "", b""
    while at < end:
        name, taken = _number(content, at, keep=True)
        size, more = _number(content, at + taken, keep=False)
        if not taken or not more:
            break
        start = at + taken + more
        body = content[start : min(end, start + size, start + MAX_PART)]
        if name == NAME:
            key = body.decode("utf-8", "replace")
        elif name in (STRING, BINARY):
            value = body
        elif name == SIMPLE and depth <= MAX_DEPTH:
            _tag(content, start, min(end, start + size), found, depth + 1)
        at = start + size
    if key:
        found.add(Part("Matroska tag", "text", key, value.rstrip(b"\0")))

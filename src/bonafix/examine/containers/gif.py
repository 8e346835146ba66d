"""GIF: comment and application extensions (GIF89a; XMP part 3, 1.1.2)."""

from bonafix.examine.containers.model import MAX_PART, Inside, Part

_XMP = b"XMP DataXMP"
# The 258 bytes that make an XMP packet readable as sub-blocks.
_MAGIC = b"\x01\xff\xfe"


def parse(content: bytes, found: Inside) -> None:
    """Collect comments and application blocks; skip the pictures."""
    if len(content) < 13:
        return
    at = 13 + _table(content[10])
    while at < len(content):
        mark = content[at]
        if mark == 0x21 and at + 2 < len(content):
            at = _extension(content, at, found)
        elif mark == 0x2C and at + 10 < len(content):
            at = _skip(content, at + 11 + _table(content[at + 9]))
        else:
            if mark == 0x3B and len(content) - at > 17:
                found.add(Part("GIF trailer", "opaque", "", content[at + 1 :][-MAX_PART:]))
            return


def _table(flags: int) -> int:
    """Bytes of a colour table, 0 where the flags name none."""
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


def _extension(content: bytes, at: int, found: Inside) -> int:
    label, start = content[at + 1], at + 2
    if label == 0xFF and content[start + 1 : start + 12] == _XMP:
        end = content.find(_MAGIC, start + 12)
        stop = end if end >= 0 else len(content)
        found.add(Part("GIF XMP", "xmp", "", content[start + 12 : stop]))
        return _skip(content, stop) if end >= 0 else len(content)
    end = _skip(content, start)
    if label in (0xFE, 0xFF):
        body = _blocks(content, start, end)
        where = "GIF comment" if label == 0xFE else "GIF application"
        found.add(Part(where, "text" if label == 0xFE else "opaque", "Comment", body))
    return end


def _skip(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


def _blocks(content: bytes, at: int, end: int) -> bytes:
    body = bytearray()
    while at < min(end, len(content)) and content[at] and len(body) < MAX_PART:
        body += content[at + 1 : at + 1 + content[at]]
        at += 1 + content[at]
    return bytes(body)

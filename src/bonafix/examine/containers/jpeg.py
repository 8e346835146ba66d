"""JPEG: the marker segments before, between and after the coded picture (ITU-T T.81, B)."""

from bonafix.examine.containers.model import MAX_PART, Inside, Part

EXIF, XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED = b"http://ns.adobe.com/xmp/extension/\0"
SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
_ALONE = {0x01, *range(0xD0, 0xD8)}
# Segments whose own format needs no search: tables, frames, arithmetic, restart.
_STRUCTURE = {*range(0xC0, 0xD0), 0xDB, 0xDD}


def parse(content: bytes, found: Inside) -> None:
    """Collect APPn and COM segments, join extended XMP, keep what follows the end."""
    extended: dict[bytes, dict[int, bytes]] = {}
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            at = _next_marker(content, at)
            continue
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE or marker in (SOI, 0):
            at += 2
        elif marker == EOI:
            _after(content[at + 2 :], found)
            break
        else:
            at = _segment(content, at, found, extended)
    _join(extended, found)


def _next_marker(content: bytes, at: int) -> int:
    """Where the next marker that is not stuffing or a restart stands; the end if none does."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and content[at + 1] not in _ALONE:
            return at
        at += 2
    return len(content)


def _segment(
    content: bytes, at: int, found: Inside, extended: dict[bytes, dict[int, bytes]]
) -> int:
    marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
    body = content[at + 4 : at + 2 + length]
    if length < 2 or at + 2 + length > len(content):
        found.note("segment_cut", "JPEG")
        body = content[at + 4 : at + 4 + 0xFFFF]
    _body(marker, body, found, extended)
    end = at + 2 + max(length, 2)
    return _next_marker(content, end) if marker == SOS else end


def _body(marker: int, body: bytes, found: Inside, extended: dict[bytes, dict[int, bytes]]) -> None:
    if marker in _STRUCTURE or marker == SOS:
        return
    where = f"JPEG APP{marker - 0xE0}" if 0xE0 <= marker <= 0xEF else "JPEG comment"
    if body.startswith(EXIF):
        found.add(Part(where, "exif", "", body[6:]))
    elif body.startswith(XMP):
        found.add(Part(where, "xmp", "", body[len(XMP) :]))
    elif body.startswith(EXTENDED):
        _extension(body[len(EXTENDED) :], extended)
    elif marker == 0xEB and body.startswith(b"JP"):
        found.add(Part(where, "c2pa", "", body))
    elif marker == 0xFE:
        found.add(Part(where, "text", "Comment", body))
    else:
        found.add(Part(where, "opaque", "", body))


def _extension(body: bytes, extended: dict[bytes, dict[int, bytes]]) -> None:
    """A piece: 32 bytes GUID, 4 bytes full length, 4 bytes offset (XMP part 3, 1.1.3.1)."""
    if len(body) >= 40 and len(extended) < 16:
        offset = int.from_bytes(body[36:40], "big")
        extended.setdefault(body[:32], {})[offset] = body[32:36] + body[40:]


def _join(extended: dict[bytes, dict[int, bytes]], found: Inside) -> None:
    for guid, pieces in extended.items():
        full = int.from_bytes(next(iter(pieces.values()))[:4], "big")
        joined = b"".join(piece[4:] for _at, piece in sorted(pieces.items()))
        if len(joined) != full:
            found.note("extended_xmp_incomplete", "JPEG APP1")
        key = guid.decode("ascii", "replace")
        found.add(Part("JPEG APP1 extended XMP", "xmp", key, joined[:MAX_PART]))


def _after(rest: bytes, found: Inside) -> None:
    """What follows the picture's end; phones put previews and their own records there."""
    if len(rest) > 16:
        found.add(Part("JPEG trailer", "opaque", "", rest[-MAX_PART:]))

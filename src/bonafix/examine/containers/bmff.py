"""ISO base media files: MP4, QuickTime, M4A, HEIC, AVIF (ISO/IEC 14496-12; QuickTime)."""

from bonafix.examine.containers import heif
from bonafix.examine.containers.boxes import boxes
from bonafix.examine.containers.model import MAX_PART, Inside, Part

XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_HOLDERS = {b"moov", b"udta", b"trak", b"mdia", b"meta", b"ilst", b"moof"}
_PIXELS = {
    b"mdat",
    b"free",
    b"skip",
    b"ftyp",
    b"wide",
    b"mvhd",
    b"iprp",
    b"idat",
    b"stbl",
    b"iinf",
    b"iloc",
}
MAX_DEPTH = 8


def parse(content: bytes, found: Inside) -> None:
    """Collect metadata keys with values, XMP, EXIF and C2PA boxes."""
    _walk(content, 0, len(content), found, 0, [])


def _walk(content: bytes, at: int, end: int, found: Inside, depth: int, keys: list[str]) -> None:
    if depth > MAX_DEPTH:
        return
    for name, start, stop in boxes(content, at, end):
        if name in _HOLDERS and name != b"ilst":
            skip = _full(content, start) if name == b"meta" else 0
            own = [] if name == b"meta" else keys
            _walk(content, start + skip, stop, found, depth + 1, own)
        else:
            _leaf(name, content, start, stop, found, keys)
    if depth == 1 or at == 0:
        heif.items(content, at, end, found)


def _leaf(
    name: bytes, content: bytes, start: int, stop: int, found: Inside, keys: list[str]
) -> None:
    if name == b"keys":
        keys[:] = _keys(content[start : min(stop, start + MAX_PART)])
    elif name == b"ilst":
        _list(content, start, stop, found, keys)
    elif name not in _PIXELS:
        _box(name, content[start : min(stop, start + MAX_PART)], found)


def _full(content: bytes, start: int) -> int:
    """QuickTime's `meta` begins with a box at once, ISO's with four bytes of version."""
    return 0 if content[start + 4 : start + 8] in (b"hdlr", b"keys", b"ilst") else 4


def _keys(body: bytes) -> list[str]:
    return [
        body[start + 0 : stop].decode("utf-8", "replace")
        for _name, start, stop in boxes(body, 8, len(body))
    ]


def _list(content: bytes, at: int, end: int, found: Inside, keys: list[str]) -> None:
    for name, start, stop in boxes(content, at, end):
        number = int.from_bytes(name, "big")
        key = keys[number - 1] if 0 < number <= len(keys) else name.decode("latin-1")
        own, value = "", b""
        for inner, first, last in boxes(content, start, stop):
            if inner == b"data":
                value = content[first + 8 : min(last, first + 8 + MAX_PART)]
            elif inner == b"name":  # the iTunes free form: ---- with mean, name, data
                own = content[first + 4 : last].decode("utf-8", "replace")
        found.add(Part("MP4 meta", "text", own or key, value))


def _box(name: bytes, body: bytes, found: Inside) -> None:
    shown = name.decode("latin-1")
    if name == b"uuid" and body[:16] == XMP_UUID:
        found.add(Part("MP4 uuid", "xmp", "", body[16:]))
    elif (name == b"uuid" and body[:16] == C2PA_UUID) or name == b"jumb":
        found.add(Part("MP4 uuid", "c2pa", "", body))
    elif name == b"XMP_":
        found.add(Part("MP4 XMP_", "xmp", "", body))
    elif name[:1] == b"\xa9":  # QuickTime user text: length, language, text
        length = int.from_bytes(body[:2], "big")
        found.add(Part("MP4 udta", "text", shown, body[4 : 4 + length]))
    elif name == b"AIGC":
        found.add(Part("MP4 udta", "text", "AIGC", body.lstrip(b"\0")))
    elif name == b"uuid" or len(body) <= 1 << 16:
        found.add(Part(f"MP4 {shown}", "opaque", "", body))

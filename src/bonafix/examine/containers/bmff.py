"""ISO base media files: MP4, QuickTime, M4A, HEIC, AVIF (ISO/IEC 14496-12; QuickTime)."""

from collections.abc import Iterator

from bonafix.examine.containers.model import MAX_PART, Inside, Part

XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_HOLDERS = {b"moov", b"udta", b"trak", b"mdia", b"meta", b"ilst", b"moof"}
_PIXELS = {b"mdat", b"free", b"skip", b"ftyp", b"wide", b"mvhd", b"iprp", b"idat", b"stbl"}
MAX_DEPTH, MAX_BOXES = 8, 20_000


def parse(content: bytes, found: Inside) -> None:
    """Collect metadata keys with values, XMP, EXIF and C2PA boxes."""
    _walk(content, 0, len(content), found, 0, [])


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


def _walk(content: bytes, at: int, end: int, found: Inside, depth: int, keys: list[str]) -> None:
    if depth > MAX_DEPTH:
        return
    for name, start, stop in boxes(content, at, end):
        if name == b"keys":
            keys[:] = _keys(content[start : min(stop, start + MAX_PART)])
        elif name == b"ilst":
            _list(content, start, stop, found, keys)
        elif name == b"meta":
            _walk(content, start + _full(content, start), stop, found, depth + 1, [])
        elif name in _HOLDERS:
            _walk(content, start, stop, found, depth + 1, keys)
        elif name == b"iinf":
            _items(content, at, end, found)
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


def _items(content: bytes, at: int, end: int, found: Inside) -> None:
    """EXIF and XMP items of a still picture (HEIF): names in `iinf`, places in `iloc`."""
    kinds: dict[int, bytes] = {}
    places: dict[int, list[tuple[int, int]]] = {}
    for name, start, stop in boxes(content, at, end):
        if name == b"iinf":
            version = content[start]
            first = start + (6 if version == 0 else 8)
            for inner, body, last in boxes(content, first, stop):
                if inner == b"infe" and content[body] in (2, 3):
                    wide = 2 if content[body] == 2 else 4
                    number = int.from_bytes(content[body + 4 : body + 4 + wide], "big")
                    rest = content[body + 6 + wide : last]
                    kinds[number] = rest[:4] + (b" xmp" if b"application/rdf+xml" in rest else b"")
        elif name == b"iloc":
            places = _places(content[start:stop])
    for number, kind in kinds.items():
        if kind != b"Exif" and not kind.endswith(b" xmp"):
            continue
        body = b"".join(content[a : a + min(n, MAX_PART)] for a, n in places.get(number, []))
        if kind == b"Exif":
            skip = 4 + int.from_bytes(body[:4], "big")
            found.add(Part("HEIF Exif", "exif", "", body[skip:].removeprefix(b"Exif\0\0")))
        else:
            found.add(Part("HEIF XMP", "xmp", "", body))


def _places(body: bytes) -> dict[int, list[tuple[int, int]]]:
    """Item number → (offset, length) pieces (ISO/IEC 14496-12, 8.11.3)."""
    at = 0

    def take(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(body[at - size : at], "big")

    version, _flags, sizes = take(1), take(3), take(2)
    offset, length, base, index = (sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15)
    items = take(4 if version == 2 else 2)
    places: dict[int, list[tuple[int, int]]] = {}
    for _item in range(min(items, 1000)):
        number = take(4 if version == 2 else 2)
        take(2 if version else 0)
        take(2)
        start = take(base)
        for _piece in range(min(take(2), 64)):
            take(index if version else 0)
            place, size = take(offset), take(length)
            places.setdefault(number, []).append((start + place, size))
        if at > len(body):
            break
    return places

"""PNG chunks (PNG specification, third edition, 5 and 11.3)."""

import zlib

from bonafix.examine.containers.model import MAX_PART, Inside, Part, inflate

XMP_KEYWORD = "XML:com.adobe.xmp"
_PIXELS = {b"IDAT", b"fdAT", b"PLTE", b"IHDR", b"IEND", b"iCCP", b"tRNS"}
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}


def parse(content: bytes, found: Inside) -> None:
    """Collect texts, EXIF, C2PA and unknown chunks, and what follows the end."""
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        body = content[at + 8 : at + 8 + length]
        end = at + 12 + length
        if name == b"IEND":
            if len(content) - end > 16:
                found.add(Part("PNG trailer", "opaque", "", content[end:][-MAX_PART:]))
            return
        if end > len(content):
            found.note("chunk_cut", "PNG")
        if name not in _PIXELS:
            _chunk(name, body, found)
            if len(body) <= MAX_PART and end <= len(content):
                _check(name, body, content[end - 4 : end], found)
        at = end


def _check(name: bytes, body: bytes, crc: bytes, found: Inside) -> None:
    if zlib.crc32(name + body).to_bytes(4, "big") != crc:
        found.note("checksum_wrong", f"PNG {name.decode('latin-1')}")


def _chunk(name: bytes, body: bytes, found: Inside) -> None:
    where = f"PNG {name.decode('latin-1')}"
    if name in _TEXTS:
        _text(name, body, where, found)
    elif name == b"eXIf":
        found.add(Part(where, "exif", "", body))
    elif name == b"caBX":
        found.add(Part(where, "c2pa", "", body))
    else:
        found.add(Part(where, "opaque", "", body))


def _text(name: bytes, body: bytes, where: str, found: Inside) -> None:
    keyword = body[:80].partition(b"\0")[0]
    rest = body[len(keyword) + 1 :]
    value: bytes | None
    if name == b"tEXt":
        value = rest
    elif name == b"zTXt":
        value = inflate(rest[1:])
    else:
        value = _international(rest)
    if value is None:
        found.note("text_damaged", where)
        value = rest
    key = keyword.decode("latin-1")
    if key == XMP_KEYWORD:
        found.add(Part(where, "xmp", key, value))
        return
    if key.startswith("Raw profile type "):  # how ImageMagick keeps profiles in a PNG
        _raw_profile(key, value, where, found)
        return
    found.add(Part(where, "text", key, _utf8(value)))


def _international(rest: bytes) -> bytes | None:
    """iTXt after the keyword: flag, method, language, translated keyword, text."""
    if len(rest) < 2:
        return None
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        return None
    return inflate(parts[2]) if rest[0] == 1 else parts[2]


def _raw_profile(key: str, value: bytes, where: str, found: Inside) -> None:
    lines = value.split(b"\n", 3)
    try:
        body = bytes.fromhex(lines[3].decode("ascii")) if len(lines) == 4 else b""
    except (ValueError, UnicodeDecodeError):
        found.note("text_damaged", where)
        return
    if body.startswith(b"Exif\0\0"):
        found.add(Part(where, "exif", key, body[6:]))
    elif b"<x:xmpmeta" in body[:2000] or key.endswith("xmp"):
        found.add(Part(where, "xmp", key, body))


def _utf8(value: bytes) -> bytes:
    """tEXt is Latin-1 by the book and UTF-8 in practice; both come out as UTF-8."""
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1").encode("utf-8")
    return value

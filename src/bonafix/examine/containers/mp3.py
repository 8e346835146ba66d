"""MP3: the frames of an ID3v2 tag (id3.org, 2.2 to 2.4)."""

from bonafix.examine.containers.model import MAX_PART, Inside, Part

_CODES = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
MAX_FRAMES = 500


def _synchsafe(raw: bytes) -> int:
    value = 0
    for byte in raw:
        value = value << 7 | byte & 0x7F
    return value


def parse(content: bytes, found: Inside) -> None:
    """Collect texts, free texts and private frames."""
    if not content.startswith(b"ID3") or len(content) < 10:
        return
    version, flags = content[3], content[5]
    body = content[10 : 10 + min(_synchsafe(content[6:10]), MAX_PART)]
    if flags & 0x80 and version < 4:
        body = body.replace(b"\xff\0", b"\xff")
    at = _extended(body, version) if flags & 0x40 else 0
    wide = 3 if version == 2 else 4
    for _frame in range(MAX_FRAMES):
        head = body[at : at + (6 if wide == 3 else 10)]
        if len(head) < (6 if wide == 3 else 10) or not head[0]:
            return
        raw = head[wide : 2 * wide]
        length = _synchsafe(raw) if version == 4 else int.from_bytes(raw, "big")
        start = at + len(head)
        _frame_body(head[:wide], body[start : start + length], found)
        at = start + length


def _extended(body: bytes, version: int) -> int:
    return _synchsafe(body[:4]) if version == 4 else 4 + int.from_bytes(body[:4], "big")


def _frame_body(name: bytes, body: bytes, found: Inside) -> None:
    where = f"MP3 {name.decode('latin-1')}"
    if name in (b"TXXX", b"TXX"):
        key, value = _two(body)
        found.add(Part(where, "text", key, value.encode()))
    elif name[:1] == b"T":
        text = _decode(body[:1], body[1:])
        found.add(Part(where, "text", name.decode("latin-1"), text.encode()))
    elif name in (b"COMM", b"COM"):
        key, value = _two(body[:1] + body[4:])
        found.add(Part(where, "text", key or "Comment", value.encode()))
    elif name == b"PRIV" and body.startswith(b"XMP\0"):
        found.add(Part(where, "xmp", "", body[4:]))
    elif name == b"GEOB" and b"c2pa" in body[:200]:
        found.add(Part(where, "c2pa", "", body))
    elif name == b"PRIV":
        found.add(Part(where, "opaque", "", body))


def _decode(code: bytes, body: bytes) -> str:
    return body.decode(_CODES.get(code[0] if code else 3, "utf-8"), "replace").strip("\0\ufeff")


def _two(body: bytes) -> tuple[str, str]:
    """Encoding byte, description, zero, value; the zero is two bytes in UTF-16."""
    code = body[:1]
    rest = body[1:]
    if code in (b"\1", b"\2"):
        at = next((i for i in range(0, len(rest) - 1, 2) if rest[i : i + 2] == b"\0\0"), len(rest))
        return _decode(code, rest[:at]), _decode(code, rest[at + 2 :])
    key, _zero, value = rest.partition(b"\0")
    return _decode(code, key), _decode(code, value)

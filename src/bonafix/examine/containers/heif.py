"""Items of still pictures in ISO base media files: EXIF and XMP (ISO/IEC 23008-12)."""

from bonafix.examine.containers.boxes import boxes
from bonafix.examine.containers.model import MAX_PART, Inside, Part

MAX_ITEMS, MAX_PIECES = 1_000, 64


def items(content: bytes, at: int, end: int, found: Inside) -> None:
    """Add the EXIF and XMP items named in the `iinf` and placed by the `iloc` at this level."""
    kinds: dict[int, str] = {}
    places: dict[int, list[tuple[int, int]]] = {}
    for name, start, stop in boxes(content, at, end):
        if name == b"iinf":
            kinds = _kinds(content[start:stop])
        elif name == b"iloc":
            places = _places(content[start:stop])
    for number, kind in kinds.items():
        body = b"".join(content[a : a + min(n, MAX_PART)] for a, n in places.get(number, []))
        if kind == "Exif":
            skip = 4 + int.from_bytes(body[:4], "big")
            found.add(Part("HEIF Exif", "exif", "", body[skip:].removeprefix(b"Exif\0\0")))
        else:
            found.add(Part("HEIF XMP", "xmp", "", body))


def _kinds(body: bytes) -> dict[int, str]:
    """Item number → Exif or xmp, other items left out (ISO/IEC 14496-12, 8.11.6)."""
    found = {}
    first = 6 if body[:1] == b"\0" else 8
    for name, start, stop in boxes(body, first, len(body)):
        version = body[start] if start < len(body) else 0
        if name != b"infe" or version not in (2, 3):
            continue
        wide = 2 if version == 2 else 4
        rest = body[start + 6 + wide : stop]
        number = int.from_bytes(body[start + 4 : start + 4 + wide], "big")
        if rest[:4] == b"Exif":
            found[number] = "Exif"
        elif b"application/rdf+xml" in rest[:200]:
            found[number] = "xmp"
        if len(found) >= MAX_ITEMS:
            break
    return found


class _Numbers:
    """Takes numbers of given widths off a body, one after another; zeros behind its end."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def take(self, size: int) -> int:
        self.at += size
        return int.from_bytes(self.body[self.at - size : self.at], "big")


def _places(body: bytes) -> dict[int, list[tuple[int, int]]]:
    """Item number → (offset, length) pieces (ISO/IEC 14496-12, 8.11.3)."""
    read = _Numbers(body)
    version = read.take(1)
    read.take(3)
    sizes = read.take(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2
    places: dict[int, list[tuple[int, int]]] = {}
    for _item in range(min(read.take(wide), MAX_ITEMS)):
        number = read.take(wide)
        read.take(4 if version else 2)
        start = read.take(base)
        for _piece in range(min(read.take(2), MAX_PIECES)):
            read.take(index if version else 0)
            place, size = read.take(offset), read.take(length)
            places.setdefault(number, []).append((start + place, size))
        if read.at > len(body):
            break
    return places

"""TIFF structures: a file of its own, and EXIF inside others (TIFF 6.0, EXIF 2.32)."""

from dataclasses import dataclass, field

from bonafix.examine.containers.model import MAX_PART, Inside, Part

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
POINTERS = {0x8769: "Exif", 0x8825: "GPS", 0xA005: "Interop"}
XMP_TAG, XP_COMMENT, USER_COMMENT, MAKER_NOTE = 0x02BC, 0x9C9C, 0x9286, 0x927C
MAX_ENTRIES, MAX_FOLDERS = 512, 12


@dataclass(slots=True)
class Exif:
    """Tags by (folder, number): folders are `0`, `1` (thumbnail), `Exif`, `GPS`, `Interop`.

    Values are the raw bytes with their type; `whole` says that nothing pointed outside.
    """

    tags: dict[tuple[str, int], tuple[int, bytes]] = field(default_factory=dict)
    thumbnail: bytes = b""
    little: bool = True
    whole: bool = True

    def text(self, folder: str, tag: int) -> str:
        """The tag as text without trailing zeros; empty when it is not there."""
        kind, value = self.tags.get((folder, tag), (2, b""))
        if kind == 7 or tag in (USER_COMMENT,):
            return comment(value, self.little)
        if tag in range(0x9C9B, 0x9CA0):  # Windows writes these as UTF-16
            return value.decode("utf-16-le", "replace").rstrip("\0")
        return value.decode("utf-8", "replace").split("\0", 1)[0].strip()

    def number(self, folder: str, tag: int) -> int | None:
        """The first whole number of the tag; None when it is not there."""
        kind, value = self.tags.get((folder, tag), (0, b""))
        size = {1: 1, 3: 2, 4: 4, 13: 4}.get(kind)
        if not size or len(value) < size:
            return None
        return int.from_bytes(value[:size], "little" if self.little else "big")


def comment(value: bytes, little: bool) -> str:
    """An EXIF UserComment: eight bytes of character code, then the text."""
    code, body = value[:8], value[8:]
    if code.startswith(b"UNICODE"):
        order = "utf-16-le" if little else "utf-16-be"
        if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
            order = "utf-16"
        elif body[:1] == b"\0":  # many writers ignore the file's byte order
            order = "utf-16-be"
        elif body[1:2] == b"\0":
            order = "utf-16-le"
        return body.decode(order, "replace").strip("\0 ")
    if code in (b"ASCII\0\0\0", b"JIS\0\0\0\0\0", b"\0" * 8):
        return body.decode("utf-8", "replace").strip("\0 ")
    return value.decode("utf-8", "replace").strip("\0 ")


def read(content: bytes) -> Exif:
    """The tags of a TIFF structure; what lies outside its bytes is left out."""
    exif = Exif(little=content[:2] != b"MM")
    order = "little" if exif.little else "big"
    if content[:2] not in (b"II", b"MM") or len(content) < 8:
        exif.whole = False
        return exif
    first = int.from_bytes(content[4:8], order)  # type: ignore[arg-type]
    todo, seen = [("0", first)], {0}
    while todo and len(seen) <= MAX_FOLDERS:
        name, at = todo.pop(0)
        if at in seen or at + 2 > len(content):
            exif.whole = exif.whole and at == 0
            continue
        seen.add(at)
        todo += _folder(content, name, at, exif)
    _thumbnail(content, exif)
    return exif


def _folder(content: bytes, name: str, at: int, exif: Exif) -> list[tuple[str, int]]:
    """Read one folder; returns the folders it points to."""

    def number(start: int, size: int) -> int:
        return int.from_bytes(content[start : start + size], "little" if exif.little else "big")

    count, more = number(at, 2), []
    if count > MAX_ENTRIES or at + 2 + 12 * count > len(content):
        exif.whole = False
    for entry in range(at + 2, min(at + 2 + 12 * min(count, MAX_ENTRIES), len(content) - 11), 12):
        tag, kind, times = number(entry, 2), number(entry + 2, 2), number(entry + 4, 4)
        length = SIZES.get(kind, 0) * times
        where = entry + 8 if length <= 4 else number(entry + 8, 4)
        if where + length > len(content):
            exif.whole = False
        exif.tags.setdefault((name, tag), (kind, content[where : where + min(length, MAX_PART)]))
        if tag in POINTERS:
            more.append((POINTERS[tag], number(entry + 8, 4)))
    after = number(at + 2 + 12 * count, 4)
    if name.isdigit() and after:
        more.append((str(int(name) + 1), after))
    return more


def _thumbnail(content: bytes, exif: Exif) -> None:
    at, length = exif.number("1", 0x0201), exif.number("1", 0x0202)
    if at and length and at + length <= len(content):
        exif.thumbnail = content[at : at + length]


def parse(content: bytes, found: Inside) -> None:
    """A TIFF file: its tags as EXIF, its XMP packet, its texts."""
    found.add(Part("TIFF", "exif", "", content[:MAX_PART]))
    exif = read(content)
    for (folder, tag), (_kind, value) in exif.tags.items():
        if tag == XMP_TAG and folder.isdigit():
            found.add(Part("TIFF tag 700", "xmp", "", value))

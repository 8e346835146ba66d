"""RIFF: WebP, WAV and AVI."""

from bonafix.examine.containers import mp3
from bonafix.examine.containers.model import MAX_PART, Inside, Part

_MEDIA = {
    b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANMF", b"ANIM", b"ICCP", b"data", b"fmt ", b"idx1",
}  # fmt: skip
_LISTS = {b"RIFF", b"RF64", b"LIST"}


def parse(content: bytes, found: Inside) -> None:
    """Collect EXIF, XMP, labels and info texts, two lists deep."""
    end = _chunks(content, 12, len(content), f"{_form(content)} ", found, 2)
    if len(content) - end > 16:
        found.add(Part("RIFF trailer", "opaque", "", content[end:][-MAX_PART:]))


def _form(content: bytes) -> str:
    return {b"WEBP": "WebP", b"WAVE": "WAV", b"AVI ": "AVI"}.get(content[8:12], "RIFF")


def _chunks(content: bytes, at: int, end: int, where: str, found: Inside, depth: int) -> int:
    if depth == 2:  # the file's own length; what follows it is a trailer
        declared = 8 + int.from_bytes(content[4:8], "little")
        end = min(end, declared) if declared > 12 else end
    while at + 8 <= end:
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if at + 8 + length > end:
            found.note("chunk_cut", where.strip())
        if name in _LISTS and depth and content[at + 8 : at + 12] != b"movi":
            label = content[at + 8 : at + 12].decode("latin-1")
            stop = min(end, at + 8 + length)
            _chunks(content, at + 12, stop, f"{where}{label} ", found, depth - 1)
        elif name not in _MEDIA and name not in _LISTS:
            _chunk(name, content[at + 8 : min(end, at + 8 + length)], where, found)
        at += 8 + length + (length & 1)
    return min(at, end)


def _chunk(name: bytes, body: bytes, where: str, found: Inside) -> None:
    where, key = where + name.decode("latin-1").strip(), name.decode("latin-1").strip()
    if name == b"EXIF":
        found.add(Part(where, "exif", "", body.removeprefix(b"Exif\0\0")))
    elif name in (b"XMP ", b"_PMX"):
        found.add(Part(where, "xmp", "", body))
    elif name == b"C2PA":
        found.add(Part(where, "c2pa", "", body))
    elif name in (b"id3 ", b"ID3 "):
        mp3.parse(body, found)
    elif "INFO" in where or name == b"AIGC":
        found.add(Part(where, "text", key, body.rstrip(b"\0")))
    else:
        found.add(Part(where, "opaque", key, body))

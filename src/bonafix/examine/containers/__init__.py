"""What a file carries beside its picture: parsers of containers, strict and bounded.

`inside(content)` gives every part that can hold words, named by where it lies. Nothing here
judges; analysers do.
"""

from functools import lru_cache

from bonafix.examine.containers import bmff, gif, jpeg, matroska, mp3, pdf, png, riff, tiff
from bonafix.examine.containers.model import MAX_PART, Inside, Part
from bonafix.examine.reading import kinds

__all__ = ["Inside", "Part", "inside"]

_PARSERS = {
    kinds.JPEG: jpeg.parse, kinds.PNG: png.parse, kinds.GIF: gif.parse, kinds.WEBP: riff.parse,
    kinds.WAV: riff.parse, kinds.AVI: riff.parse, kinds.TIFF: tiff.parse, kinds.MP4: bmff.parse,
    kinds.MOV: bmff.parse, kinds.M4A: bmff.parse, kinds.HEIC: bmff.parse, kinds.AVIF: bmff.parse,
    kinds.MKV: matroska.parse, kinds.MP3: mp3.parse, kinds.PDF: pdf.parse,
}  # fmt: skip


@lru_cache(maxsize=2)
def inside(content: bytes) -> Inside:
    """Every part of the file that can hold words; empty for a kind that is not parsed."""
    parser = _PARSERS.get(kinds.kind_of(content))
    found = Inside()
    if parser is None:
        found.add(Part("file", "opaque", "", content[:MAX_PART]))
    else:
        parser(content, found)
        if any(code in _BROKEN for code, _where in found.notes):
            # What the parser could not follow is searched by its outer signs.
            found.add(Part("damaged file", "opaque", "", content[:MAX_PART]))
            if len(content) > MAX_PART:
                found.add(Part("damaged file", "opaque", "", content[-MAX_PART:]))
    return found


_BROKEN = {"segment_cut", "chunk_cut", "structure_damaged", "text_damaged"}

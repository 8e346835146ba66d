"""Which programs a file names as having worked on it."""

import re
from collections.abc import Iterator

from bonafix.examine.containers import Inside, tiff, xmp

# Editors, not the software of cameras and phones (which is named in the same fields).
_EDITORS = re.compile(
    r"photoshop|lightroom|camera raw|adobe express|gimp|snapseed|picsart|meitu|美图|xingtu|醒图|"
    r"hypic|beautyplus|beautycam|canva|affinity|pixelmator|vsco|facetune|remini|acdsee|paint\.net|"
    r"capture one|darktable|rawtherapee|photoscape|polarr|faceapp|fotor|luminar|topaz|"
    r"microsoft (?:paint|photos)|windows photo|krita|inkscape|imagemagick|pixlr|befunky|"
    r"jianying|capcut|剪映|轻颜|黄油相机|foodie|inshot|airbrush|prequel|lensa|photoroom",
    re.I,
)


def programs(inside: Inside) -> dict[str, str]:
    """Program as written → where it stands; editors only, each once."""
    found: dict[str, str] = {}
    for where, text in _named(inside):
        if _EDITORS.search(text):
            found.setdefault(text.strip()[:120], where)
    return found


def _named(inside: Inside) -> Iterator[tuple[str, str]]:
    for part in inside.parts:
        if part.what == "exif":
            exif = tiff.read(part.content)
            yield f"{part.where} EXIF Software", exif.text("0", 0x0131)
            yield f"{part.where} EXIF ProcessingSoftware", exif.text("0", 0x000B)
            yield f"{part.where} EXIF HostComputer", exif.text("0", 0x013C)
        elif part.what == "xmp":
            for one in xmp.read(part.content).properties:
                if (one.space, one.name) in (
                    (xmp.XMP, "CreatorTool"),
                    (xmp.TIFF, "Software"),
                    (xmp.EVENT, "softwareAgent"),
                ):
                    yield f"{part.where} {one.name}", one.value
        elif part.what == "text" and part.key in ("Software", "Creator", "Producer", "Encoder"):
            yield f"{part.where} {part.key}", part.text
        elif part.what == "opaque" and part.content.startswith(b"Photoshop 3.0\0"):
            yield part.where, "Photoshop image resources"

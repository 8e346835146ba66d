"""Finds the labels of a file: in their carriers first, by bounded search behind that.

Carriers (GB 45438-2025, 6; its practice guides; and what tools really write) are listed with
their marks in docs/examine.md. A text that merely talks about AIGC is no label: outside the
carriers made for it, a label must be JSON with `Label` and one more key of the standard.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bonafix.examine.analysers.aigc_label import label as labels
from bonafix.examine.analysers.aigc_label.label import KEYS, Label
from bonafix.examine.containers import Inside, Part, tiff, xmp

SPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
MAX_FOUND = 32
_ELEMENT = re.compile(rb"<(?P<p>\w{1,16}):AIGC\b[^>]{0,400}>(.{0,16384}?)</(?P=p):AIGC\s*>", re.S)
_ATTRIBUTE = re.compile(rb"TC260:AIGC\s*=\s*(?:\"([^\"]{0,16384})\"|'([^']{0,16384})')", re.S)
_BARE = re.compile(rb"AIGC.{0,8}?(?=\{)", re.S)
# Bounds of the search behind the carriers, per part: places looked at, bytes of each.
MAX_SEARCHED, MAX_PARTS, MAX_BARE = 16, 16, 4096
# Also inside JSON that stands as a string in other JSON.
_BYTEDANCE = re.compile(r'"aigc_label_type\\{0,3}"\s*:\s*\\{0,3}"?([0-9])')

# Folder and tag of EXIF in which labels are known to stand.
NAMED = {
    ("Exif", tiff.USER_COMMENT): "UserComment",
    ("0", tiff.USER_COMMENT): "UserComment",
    ("0", 0x010E): "ImageDescription",
    ("0", tiff.XP_COMMENT): "XPComment",
    ("0", 0x8298): "Copyright",
    ("0", 0x013B): "Artist",
}

Form = Literal["gb45438", "bytedance", "tencent"]


@dataclass(frozen=True, slots=True)
class Found:
    """A label, where it stood, and in which form; `label` is None when it cannot be read."""

    where: str
    form: Form
    label: Label | None
    text: str
    strict_carrier: bool = True


def search(inside: Inside) -> list[Found]:
    """Every label of the file, each carrier once, at most MAX_FOUND."""
    found: list[Found] = []
    searched = 0
    for part in inside.parts:
        searched += part.what == "opaque" and b"AIGC" in part.content
        if part.what == "opaque" and searched > MAX_PARTS:
            continue
        for one in _in_part(part):
            if one not in found and len(found) < MAX_FOUND:
                found.append(one)
    return found


def _in_part(part: Part) -> Iterator[Found]:
    if part.what == "xmp":
        yield from _xmp(part)
    elif part.what == "exif":
        yield from _exif(part)
    elif part.what == "text":
        yield from _text(part.where, part.key, part.text)
    elif part.what == "opaque":
        yield from _opaque(part)


def _xmp(part: Part) -> Iterator[Found]:
    packet = xmp.read(part.content)
    where = f"{part.where} TC260:AIGC"
    if not packet.whole:
        yield from _malformed(part, where)
        return
    direct = {}
    for one in packet.properties:
        if "tc260.org.cn" not in one.space.lower():
            if one.name in ("AIGC", "UserComment"):  # EXIF copied into XMP, other name spaces
                yield from _text(f"{part.where} {one.name}", "UserComment", one.value)
            continue
        if one.name == "AIGC":
            yield Found(where, "gb45438", labels.parse(one.value), one.value)
        elif one.name in KEYS:
            direct[one.name] = one.value
    if direct:  # the seven keys as properties of their own
        yield Found(where, "gb45438", labels.of_json(direct), json.dumps(direct))


def _malformed(part: Part, where: str) -> Iterator[Found]:
    """A packet that is no XML: the element or the attribute, by its outer signs."""
    if b"tc260" not in part.content.lower():
        return
    texts: dict[bytes, None] = {}
    for at in _places(part.content):
        # Matched where it must begin, never searched: cheap also for a bomb of openings.
        start = max(0, part.content.rfind(b"<", max(0, at - 20), at))
        if match := _ELEMENT.match(part.content, start, at + labels.MAX_TEXT + 500):
            texts[match[2]] = None
        elif match := _ATTRIBUTE.match(part.content, max(0, at - 6), at + labels.MAX_TEXT + 500):
            texts[match[1] or match[2] or b""] = None
    for raw in texts:
        text = html.unescape(raw.decode("utf-8", "replace"))
        yield Found(where, "gb45438", labels.parse(text), text, strict_carrier=False)


def _exif(part: Part) -> Iterator[Found]:
    exif = tiff.read(part.content)
    for (folder, tag), name in NAMED.items():
        if text := exif.text(folder, tag):
            yield from _text(f"{part.where} EXIF {name}", name, text)
    yield from _other_tags(part, exif)
    packet = exif.tags.get(("0", tiff.XMP_TAG))
    if packet and not part.where.startswith("TIFF"):
        yield from _xmp(Part(f"{part.where} EXIF tag 700", "xmp", "", packet[1]))


def _other_tags(part: Part, exif: tiff.Exif) -> Iterator[Found]:
    """Texts and unknown bytes that no writer is known to use, but one may: a whole label only."""
    looked = 0
    for (folder, tag), (_kind, value) in exif.tags.items():
        wide = b"A\0I\0G\0C" in value
        if tag == tiff.XMP_TAG or not (wide or b"AIGC" in value) or (folder, tag) in NAMED:
            continue
        if (looked := looked + 1) > MAX_SEARCHED:
            return
        where = f"{part.where} EXIF {folder} {tag:#06x}"
        plain_text = value.decode("utf-16-le" if wide else "utf-8", "replace").strip("\0 ")
        found = list(_text(where, "", plain_text))
        yield from found or _opaque(Part(where, "opaque", "", plain_text.encode()))


def _text(where: str, key: str, text: str) -> Iterator[Found]:
    """A named text. Under the key AIGC any label counts; elsewhere only an unmistakable one."""
    named = key.rpartition(".")[2].rpartition(":")[2].upper() == "AIGC"
    if named:
        yield Found(where, "gb45438", labels.parse(text), text)
        return
    value = _object(text)
    if value is None:
        return
    if (inner := _wrapped(value)) is not None and plain(inner):
        yield Found(where, "gb45438", inner, text)
    if "ServiceProvider" in value and "ServiceUser" in value:
        yield Found(where, "tencent", None, text)
    if (match := _BYTEDANCE.search(text)) and match[1] in "12":
        yield Found(where, "bytedance", None, match[1])


def _object(text: str) -> dict[str, object] | None:
    """The JSON object that the whole text is, an `AIGC` before it allowed."""
    stripped = text.strip().strip("\0\ufeff")[: labels.MAX_TEXT * 4]
    stripped = re.sub(r"^AIGC\s*[:=]?\s*(?=\{)", '{"AIGC":', stripped)
    if not stripped.startswith("{"):
        return None
    try:
        value, _end = json.JSONDecoder().raw_decode(
            stripped + ("}" if stripped.startswith('{"AIGC":{') else "")
        )
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _wrapped(value: dict[str, object]) -> Label | None:
    """The label under the key AIGC, or the object itself when it is one."""
    return labels.of_json(value)


def plain(label: Label) -> bool:
    """Whether the fields cannot be anything else: a level, and one more key of the standard."""
    return label.level is not None and len(label.fields) > 1


def _opaque(part: Part) -> Iterator[Found]:
    """Bytes of no known meaning: packets, bare `AIGC{…}`, exported JSON."""
    content = part.content
    if b"AIGC" in content:
        yield from _malformed(part, f"{part.where} TC260:AIGC")
        for at in _places(content):
            match = _BARE.match(content, at, at + 16)
            raw = content[match.end() : match.end() + MAX_BARE] if match else b""
            one = labels.parse(_braced(raw.decode("utf-8", "replace"))) if raw else None
            if one is not None and plain(one):
                shown = raw[:400].decode("utf-8", "replace")
                yield Found(f"{part.where} AIGC{{…}}", "gb45438", one, shown, False)
    if b"aigc_label_type" in content:
        text = content.decode("utf-8", "replace")
        if (seen := _BYTEDANCE.search(text)) and seen[1] in "12":
            yield Found(part.where, "bytedance", None, seen[1], False)


def _places(content: bytes) -> Iterator[int]:
    """Where `AIGC` stands; the first few places only."""
    at = -1
    for _time in range(MAX_SEARCHED):
        if (at := content.find(b"AIGC", at + 1)) < 0:
            return
        yield at


def _braced(text: str) -> str:
    """The text up to the brace that closes its first one."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[: at + 1]
    return text

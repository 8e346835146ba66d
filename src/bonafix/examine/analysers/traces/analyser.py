"""Findings from generators' records: level 疑似, because nothing in them is signed."""

from collections.abc import Iterator, Sequence

from bonafix.examine.analysers.traces import records
from bonafix.examine.analysers.traces.records import Record
from bonafix.examine.containers import Part, inside, tiff, xmp
from bonafix.examine.model import Finding, Picture
from bonafix.kit.texts import N_

MADE = N_("The file carries the record that %(maker)s writes into what it makes (%(where)s).")
MADE_LIMITS = N_(
    "Such a record is not signed: anybody can write or copy one, and a picture may have been"
    " changed since. It does not say what was made with it."
)
HOSTED = N_("The file carries the number of a %(maker)s (%(where)s).")
HOSTED_LIMITS = N_("It names where a program ran, not that a picture generator made this file.")
EXIF_TAGS = {
    "ImageDescription": ("0", 0x010E),
    "Make": ("0", 0x010F),
    "Model": ("0", 0x0110),
    "Software": ("0", 0x0131),
    "Artist": ("0", 0x013B),
    "ProcessingSoftware": ("0", 0x000B),
    "UserComment": ("Exif", 0x9286),
    "XPComment": ("0", 0x9C9C),
}
_PROGRAM = {(xmp.XMP, "CreatorTool"), (xmp.TIFF, "Software"), (xmp.TIFF, "Make")}


class Traces:
    """Records of generators; one finding for each maker."""

    name = "traces"
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Records in texts, EXIF, XMP and trailers."""
        found: dict[str, Record] = {}
        for part in inside(claim.content).parts:
            for record in _of_part(part):
                found.setdefault(record.maker, record)
        return [self._finding(record) for record in found.values()]

    def _finding(self, record: Record) -> Finding:
        given = {"maker": record.maker, "where": record.where, "mark": record.mark}
        values = tuple((given if record.hosting else given | {"level": "疑似"}).items())
        if record.hosting:
            return Finding(self.name, "generator_trace", "hint", HOSTED, HOSTED_LIMITS, values)
        return Finding(self.name, "declared_ai", "moderate", MADE, MADE_LIMITS, values)


def _of_part(part: Part) -> Iterator[Record]:
    if part.what == "text":
        yield from records.of_text(f"{part.where} {part.key}", part.key, part.text)
    elif part.what == "exif":
        exif = tiff.read(part.content)
        texts = {name: exif.text(*tag) for name, tag in EXIF_TAGS.items()}
        yield from records.of_exif(f"{part.where} EXIF", texts)
    elif part.what == "xmp":
        yield from _of_xmp(part)
    elif part.what == "opaque" and b"PEg_Info" in part.content:
        at = part.content.find(b"PEg_Info")
        text = part.content[at : at + 500].decode("latin-1")
        yield from records.of_trailer(part.where, text)


def _of_xmp(part: Part) -> Iterator[Record]:
    for one in xmp.read(part.content).properties:
        where = f"{part.where} {one.name}"
        if (one.space, one.name) in _PROGRAM:
            yield from records.of_maker(where, one.value)
        elif (one.space, one.name) == (xmp.PHOTOSHOP, "Credit"):
            yield from records.of_text(where, "credit", one.value)
            yield from records.of_maker(where, one.value)
        elif one.name == "UserComment":
            yield from records.of_text(where, "usercomment", one.value)

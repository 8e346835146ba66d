"""Findings from EXIF. Hints and signs; a saved-again photo shows most of them honestly."""

from collections.abc import Iterator, Sequence

from bonafix.examine.analysers.camera import dates, programs, tables, thumbnail
from bonafix.examine.containers import Inside, inside, tiff
from bonafix.examine.model import Finding, Picture, Region, Strength
from bonafix.examine.reading import pixels
from bonafix.examine.reading.kinds import JPEG, kind_of
from bonafix.kit.texts import N_

TAKEN = N_("EXIF names the camera %(camera)s and the time %(taken)s.")
TAKEN_LIMITS = N_("EXIF is not signed: any program can write it. Its absence says nothing.")
EDITED = N_("The file names %(program)s as a program that worked on it (%(where)s).")
EDITED_LIMITS = N_(
    "Cropping and brightening leave the same name. It does not say what was changed."
)
LIMITS = N_(
    "A contradiction in what the file says of itself; wrong clocks, copies, apps and repairs"
    " cause the same. It does not say that anybody meant it."
)
DATES = {
    "changed_before_taken": N_("EXIF: changed at %(first)s, before it was taken at %(second)s."),
    "taken_and_digitised_differ": N_("EXIF: taken at %(first)s and digitised at %(second)s."),
    "clock_and_satellites_differ": N_(
        "EXIF: the camera's clock says %(first)s, its satellites %(second)s UTC, which no time"
        " zone explains."
    ),
}
SIZE = N_("EXIF: the picture had %(said)s pixels; it has %(is)s.")
UNLIKE = N_("The small picture inside EXIF shows another picture (correlation %(correlation)s).")
PATCHES = N_("The small picture inside EXIF differs from the picture in %(patches)s places.")
TABLES = N_(
    "The picture is coded with a program's standard tables (quality %(quality)s), EXIF claims a"
    " %(camera)s, whose maker is said to use tables of its own."
)
TABLES_LIMITS = N_(
    "Every app that saves the picture again does this. That the maker uses its own tables is"
    " unverified (M)."
)


class Camera:
    """What EXIF says, and where it does not fit itself or the picture."""

    name = "camera"
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Programs named, then the contradictions of the first EXIF block."""
        parts = inside(claim.content)
        found = [
            self._finding("edited_by", "hint", EDITED, EDITED_LIMITS, program=name, where=where)
            for name, where in programs.programs(parts).items()
        ]
        block = _exif(parts)
        return found + (list(self._contradictions(claim, block)) if block else [])

    def _contradictions(self, claim: Picture, exif: tiff.Exif) -> Iterator[Finding]:
        camera = _camera(exif)
        if camera:
            taken = exif.text("Exif", 0x9003) or "—"
            yield self._finding(
                "camera_named", "hint", TAKEN, TAKEN_LIMITS, camera=camera, taken=taken
            )
        for name, first, second in dates.contradictions(exif):
            yield self._finding(
                "exif_contradiction", "weak", DATES[name], LIMITS, first=first, second=second
            )
        if kind_of(claim.content) is JPEG:
            yield from self._size(claim, exif)
            yield from self._thumbnail(claim, exif)
            yield from self._tables(claim, exif, camera)

    def _size(self, claim: Picture, exif: tiff.Exif) -> Iterator[Finding]:
        said = (exif.number("Exif", 0xA002), exif.number("Exif", 0xA003))
        try:
            size = pixels.opened(claim.content).size
        except pixels.NoPixels:
            return
        if all(said) and said not in (size, size[::-1]):
            values = {"said": f"{said[0]} × {said[1]}", "is": f"{size[0]} × {size[1]}"}
            yield self._finding("exif_contradiction", "weak", SIZE, LIMITS, **values)

    def _thumbnail(self, claim: Picture, exif: tiff.Exif) -> Iterator[Finding]:
        if not exif.thumbnail:
            return
        seen = thumbnail.compare(claim.content, exif.thumbnail)
        if seen is None:
            return
        if seen.in_part:
            count = str(len(seen.patches))
            region = _region(claim.content, seen.patches, exif.number("0", 0x0112) or 1)
            yield self._finding(
                "thumbnail_differs", "moderate", PATCHES, LIMITS, region, patches=count
            )
        elif seen.correlation < thumbnail.UNLIKE:
            values = {"correlation": f"{seen.correlation:.2f}"}
            yield self._finding("thumbnail_differs", "moderate", UNLIKE, LIMITS, **values)

    def _tables(self, claim: Picture, exif: tiff.Exif, camera: str) -> Iterator[Finding]:
        maker = exif.text("0", 0x010F).lower()
        quality = tables.standard_quality(claim.content) if maker in tables.makers() else None
        if quality is not None:
            yield self._finding(
                "exif_contradiction", "hint", TABLES, TABLES_LIMITS,
                quality=str(quality), camera=camera,
            )  # fmt: skip

    def _finding(
        self, kind: str, strength: Strength, text: str, limits: str,
        region: Region | None = None, /, **values: str,
    ) -> Finding:  # fmt: skip
        return Finding(
            self.name, kind, strength, text, limits, tuple(values.items()), region=region
        )


def _exif(parts: Inside) -> tiff.Exif | None:
    blocks = parts.of("exif")
    return tiff.read(blocks[0].content) if blocks else None


def _camera(exif: tiff.Exif) -> str:
    maker, model = exif.text("0", 0x010F), exif.text("0", 0x0110)
    return model if model.lower().startswith(maker.lower()) else f"{maker} {model}".strip()


def _region(content: bytes, patches: tuple[tuple[int, int], ...], orientation: int) -> Region:
    """The box around the patches in pixels of the upright picture."""
    width, height = pixels.opened(content).size
    turned = [_turn(column, row, orientation) for column, row in patches]
    if orientation >= 5:
        width, height = height, width
    columns, rows = [c for c, _r in turned], [r for _c, r in turned]
    wide, high = width / thumbnail.PATCHES, height / thumbnail.PATCHES
    left, top = min(columns) * wide, min(rows) * high
    box = (left, top, (max(columns) + 1) * wide - left, (max(rows) + 1) * high - top)
    return Region((round(box[0]), round(box[1]), round(box[2]), round(box[3])))


def _turn(column: int, row: int, orientation: int) -> tuple[int, int]:
    """A patch of the stored picture, where EXIF orientation 1 to 8 puts it."""
    last = thumbnail.PATCHES - 1
    places = {
        2: (last - column, row), 3: (last - column, last - row), 4: (column, last - row),
        5: (row, column), 6: (last - row, column), 7: (last - row, last - column),
        8: (row, last - column),
    }  # fmt: skip
    return places.get(orientation, (column, row))

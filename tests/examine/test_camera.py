"""EXIF against itself and against the picture: hints, each with its harmless causes."""

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from bonafix.examine.analysers.camera import analyser, dates, tables, thumbnail
from bonafix.examine.containers import tiff
from bonafix.examine.model import Finding, Picture
from tests.examine import carriers
from tests.examine.carriers import XMP_HEAD, exif, jpeg, segment, thumbnail_exif, xmp

NOW, LATER = "2026:06:05 10:24:46", "2026:06:07 08:00:00"


def scene(seed: int = 3, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with structure at every scale, another one for each seed."""
    chance = random.Random(seed)
    rough = Image.frombytes("L", (16, 12), chance.randbytes(16 * 12))
    small = rough.resize(size, Image.Resampling.BICUBIC)
    fine = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    return Image.merge("RGB", (Image.blend(small, fine, 0.1),) * 3)


def coded(picture: Image.Image, quality: int = 88, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def with_thumbnail(picture: Image.Image, small: Image.Image, orientation: int = 1) -> bytes:
    """A JPEG whose EXIF holds `small` in its second folder."""
    plain = coded(picture)
    return plain[:2] + segment(0xE1, thumbnail_exif(coded(small, 75), orientation)) + plain[2:]


def found(content: bytes, kind: str | None = None) -> list[Finding]:
    findings = analyser.examine(Picture("claim.jpg", content), [])
    return [f for f in findings if kind is None or f.kind == kind]


def small_of(picture: Image.Image) -> Image.Image:
    return picture.resize((160, 120), Image.Resampling.LANCZOS)


@pytest.mark.parametrize("quality", [30, 60, 95])
def test_a_faithful_thumbnail_is_no_finding(quality: int) -> None:
    for seed in range(4):
        picture = scene(seed)
        again = Image.open(io.BytesIO(coded(picture, quality)))
        bright = ImageEnhance.Brightness(again).enhance(1.2)
        for one in (again, bright):
            assert found(with_thumbnail(one, small_of(picture)), "thumbnail_differs") == []


def test_bars_around_a_thumbnail_are_no_finding() -> None:
    wide = scene(5, (640, 360))
    small = Image.new("RGB", (160, 120))
    small.paste(wide.resize((160, 90)), (0, 15))
    assert found(with_thumbnail(wide, small), "thumbnail_differs") == []


def test_another_picture_in_the_thumbnail_is_found() -> None:
    for seed in range(4):
        other = scene(seed + 10).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        [one] = found(with_thumbnail(scene(seed), small_of(other)), "thumbnail_differs")
        assert "correlation" in dict(one.params)


@pytest.mark.parametrize(
    ("orientation", "box"),
    [(1, (440, 240)), (3, (80, 120)), (6, (120, 440)), (8, (240, 80))],
)
def test_a_patch_painted_later_is_placed_in_the_upright_picture(
    orientation: int, box: tuple[int, int]
) -> None:
    picture = scene(1)
    small = small_of(picture)
    ImageDraw.Draw(picture).rectangle((440, 240, 560, 360), fill="white")
    [one] = found(with_thumbnail(picture, small, orientation), "thumbnail_differs")
    assert one.region is not None
    left, top, width, height = one.region.box
    assert abs(left - box[0]) <= 40 and abs(top - box[1]) <= 40
    assert width < 220 and height < 220


def in_exif(tags: dict[int, object], inner: dict[int, object] | None = None) -> bytes:
    return jpeg(segment(0xE1, exif(tags, inner)))


def said(content: bytes, kind: str) -> list[str]:
    return [f.statement for f in found(content, kind)]


def test_dates_that_cannot_both_be_right_are_named() -> None:
    early = in_exif({0x0132: NOW}, {0x9003: LATER})
    assert said(early, "exif_contradiction") == [analyser_text("changed_before_taken")]
    differ = in_exif({}, {0x9003: NOW, 0x9004: LATER})
    assert said(differ, "exif_contradiction") == [analyser_text("taken_and_digitised_differ")]
    assert said(in_exif({0x0132: LATER}, {0x9003: NOW, 0x9004: NOW}), "exif_contradiction") == []
    assert said(in_exif({}, {0x9003: "not a date"}), "exif_contradiction") == []


def analyser_text(name: str) -> str:
    from bonafix.examine.analysers.camera.analyser import DATES

    return DATES[name]


def gps(day: str, hour: int) -> tiff.Exif:
    block = tiff.Exif(little=True)
    block.tags[dates.TAKEN] = (2, NOW.encode())
    block.tags[dates.GPS_DATE] = (2, day.encode())
    numbers = (hour, 1, 0, 1, 0, 1)
    block.tags[dates.GPS_TIME] = (5, b"".join(n.to_bytes(4, "little") for n in numbers))
    return block


def test_satellites_and_clock_may_differ_by_a_time_zone_and_no_more() -> None:
    assert list(dates.contradictions(gps("2026:06:05", 2))) == []
    assert list(dates.contradictions(gps("2026:06:04", 20))) == []
    [one] = dates.contradictions(gps("2026:06:03", 2))
    assert one[0] == "clock_and_satellites_differ"


def test_a_size_that_is_not_the_picture_s_is_named() -> None:
    assert said(in_exif({}, {0xA002: 4032, 0xA003: 3024}), "exif_contradiction")
    assert said(in_exif({}, {0xA002: 96, 0xA003: 64}), "exif_contradiction") == []
    assert said(in_exif({}, {0xA002: 64, 0xA003: 96}), "exif_contradiction") == []


def test_editors_are_named_and_a_camera_s_own_software_is_not() -> None:
    content = jpeg(
        segment(0xE1, exif({0x0131: "Adobe Photoshop 26.1"})),
        segment(0xE1, XMP_HEAD + xmp("", 'xmp:CreatorTool="美图秀秀 10"')),
    )
    programs = {dict(f.params)["program"] for f in found(content, "edited_by")}
    assert programs == {"Adobe Photoshop 26.1", "美图秀秀 10"}
    assert found(in_exif({0x0131: "17.5.1", 0x010F: "Apple"}), "edited_by") == []


def test_standard_tables_are_told_by_their_quality() -> None:
    for quality in (30, 75, 92):
        assert tables.standard_quality(coded(scene(), quality)) == quality
    own = Image.new("RGB", (64, 64)), [list(range(1, 65)), list(range(2, 66))]
    assert tables.standard_quality(coded(own[0], qtables=own[1])) is None
    claimed = in_exif({0x010F: "Canon", 0x0110: "Canon EOS R6"})
    [one] = found(claimed, "exif_contradiction")
    assert one.strength == "hint" and "unverified" in one.limits
    assert found(in_exif({0x010F: "Nothing", 0x0110: "A059"}), "exif_contradiction") == []


def test_a_thumbnail_that_is_no_picture_is_nothing() -> None:
    assert thumbnail.compare(carriers.saved("JPEG"), b"\xff\xd8garbage") is None

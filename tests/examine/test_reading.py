"""A stranger's file cannot take the service along: limits, no network, no secrets, no state."""

import io
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from bonafix.examine.model import Options, Picture
from bonafix.examine.reading import pixels
from bonafix.examine.reading.kinds import kind_of
from bonafix.examine.reading.limits import MIB, Limits
from bonafix.examine.reading.reader import Answer, Reader
from bonafix.examine.runner import Runner

HERE = "tests.examine.misbehaving"
# Both clocks give way to a busy machine, where memory is dear; two tests wait for them.
LIMITS = Limits(memory=600 * MIB, cpu_seconds=3, wall_seconds=60.0)


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader([f"{HERE}:honest"], LIMITS) as one:
        yield one


def ask(reader: Reader, *names: str) -> Answer:
    places = [f"{HERE}:{name}" for name in names]
    return reader.analyse([Picture("a.jpg", picture())], places, Options())


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("raises", "ZeroDivisionError"),
        ("crashes", "signal"),
        ("hungry", "MemoryError"),
        ("spins", "signal"),
        ("leaves", "status 7"),
    ],
)
def test_whatever_a_file_does_to_the_child_the_next_file_is_read(
    reader: Reader, name: str, how: str
) -> None:
    answer = ask(reader, "honest", name, "honest")
    assert answer.ended is not None
    assert answer.ended.place == f"{HERE}:{name}"
    assert how in answer.ended.how
    assert len(answer.findings) == 1, "what was found before the end is kept"
    assert ask(reader, "honest").ended is None


def test_a_file_that_only_waits_is_ended_by_the_clock() -> None:
    with Reader(limits=Limits(wall_seconds=1.0)) as one:
        answer = ask(one, "sleeps")
    assert answer.ended is not None and "signal" in answer.ended.how


@pytest.mark.parametrize("name", ["connects", "runs_a_program", "forks", "kills_its_parent"])
def test_the_child_has_no_network_no_programs_and_no_power_over_others(
    reader: Reader, name: str
) -> None:
    answer = ask(reader, name)
    assert "seccomp" in answer.held
    assert [dict(f.params)["said"] for f in answer.findings] == ["PermissionError"]


def test_the_child_reads_and_writes_no_file_of_ours(reader: Reader, tmp_path: Path) -> None:
    secret = tmp_path / "master.key"
    secret.write_text("secret", "utf-8")
    answer = reader.analyse(
        [Picture(str(secret), picture())], [f"{HERE}:reads", f"{HERE}:writes"], Options()
    )
    assert "landlock" in answer.held
    assert [dict(f.params)["said"] for f in answer.findings] == ["PermissionError"] * 2
    assert secret.read_text("utf-8") == "secret"


def test_no_variable_of_the_service_reaches_the_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:secret@nowhere/db")
    with Reader(limits=LIMITS) as one:
        said = dict(ask(one, "shows_its_environment").findings[0].params)["said"]
    assert "secret" not in said
    assert "PATH" in said


def test_one_file_leaves_nothing_behind_for_the_next(reader: Reader) -> None:
    for _time in range(2):
        assert dict(ask(reader, "remembers").findings[0].params)["said"] == "1"


def test_a_child_that_is_killed_is_started_again(reader: Reader) -> None:
    assert ask(reader, "honest").ended is None
    assert reader._process is not None
    os.kill(reader._process.pid, 9)
    reader._process.wait()
    assert ask(reader, "honest").ended is None


@pytest.mark.parametrize("name", ["lies", "floods"])
def test_words_of_a_child_that_was_taken_over_are_not_believed(reader: Reader, name: str) -> None:
    answer = ask(reader, name)
    assert answer.ended is not None
    assert answer.findings == []


def test_what_a_file_costs_is_known_and_within_the_limits(reader: Reader) -> None:
    ask(reader, "hungry", "spins")
    assert 0 < reader.peak_memory < LIMITS.memory
    # The kernel looks at the processor time of a process a few times a second; on a busy
    # machine the limit of time may end it first.
    assert 0 < reader.peak_cpu < LIMITS.cpu_seconds + 0.5


def bomb(edge: int) -> bytes:
    """A PNG of `edge` × `edge` pixels in a few kilobytes of header."""

    def chunk(name: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + crc

    size = edge.to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + size + b"\x08\x02\0\0\0")
        + (chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))
    )


def test_the_bound_of_pixels_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels._Bound, "pixels", 64 * 48)
    assert pixels.opened(picture()).size == (64, 48)
    monkeypatch.setattr(pixels._Bound, "pixels", 64 * 48 - 1)
    with pytest.raises(pixels.NoPixels, match="too many"):
        pixels.opened(picture())


def test_a_pixel_bomb_is_a_finding_and_not_decoded() -> None:
    with Runner(only=["content"]) as runner:
        report = runner.examine(Picture("a.png", bomb(60_000)))
        assert [f.kind for f in report.findings] == ["unreadable", "file_type"]
        assert runner.thumbnail(Picture("a.png", bomb(60_000))) is None


def test_a_thumbnail_is_small_upright_and_without_metadata() -> None:
    turned = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right by a quarter
    exif[0x010E] = "somebody's words"
    Image.new("RGB", (800, 400), "red").save(turned, "JPEG", exif=exif)
    with Runner(only=["content"]) as runner:
        small = runner.thumbnail(Picture("a.jpg", turned.getvalue()), 100)
    assert small is not None
    with Image.open(io.BytesIO(small)) as seen:
        assert seen.size == (50, 100)
        assert not seen.getexif()
    assert b"somebody" not in small


def test_the_kind_is_told_by_the_content() -> None:
    for name in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"):
        assert kind_of(picture(name)).name.upper() == name
    assert kind_of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").name == "HEIC"
    assert kind_of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif").name == "AVIF"
    assert kind_of(b"\0\0\0\x18ftypisom\0\0\0\0isomavc1").name == "MP4"
    assert kind_of(b"\0\0\0\x18ftypqt  \0\0\0\0qt  ").name == "QuickTime"
    assert kind_of(b"RIFF\0\0\0\0WAVEfmt ").name == "WAV"
    assert kind_of(b"\xff\xfb\x90\x00").name == "MP3"
    assert kind_of(b"junk\n%PDF-1.7").name == "PDF"
    assert kind_of(b"hello").name == "unknown"
    assert kind_of(b"").name == "unknown"

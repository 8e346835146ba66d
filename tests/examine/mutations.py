"""Files made to break readers: cut, flipped, spliced, bombs of pixels and of words."""

import random
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.examine import carriers, signed
from tests.examine.carriers import CARRIERS, XMP_HEAD, chunk, jpeg, png, segment, words
from tests.examine.test_clips import film
from tests.examine.test_reading import bomb

NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def seeds() -> dict[str, bytes]:
    """Whole files of every kind, by name with the right extension."""
    extensions = {
        "jpeg": "jpg", "png": "png", "webp": "webp", "tiff": "tif", "gif": "gif", "mp4": "mp4",
        "mov": "mov", "mkv": "mkv", "wav": "wav", "avi": "avi", "mp3": "mp3", "pdf": "pdf",
        "flv": "flv", "xmp": "png", "heic": "heic", "flac": "flac", "svg": "svg",
    }  # fmt: skip
    found = {
        f"{name}.{extensions[name.split()[0]]}": make(words()) for name, make in CARRIERS.items()
    }
    plain = carriers.saved("JPEG")
    trained = signed.IPTC + "trainedAlgorithmicMedia"
    inner = signed.sign(plain, trained)
    found["signed.jpg"] = inner
    found["signed inside.jpg"] = signed.sign(plain, None, ingredients=(("inner.jpg", inner),))
    found["signed.png"] = signed.sign(carriers.saved("PNG"), trained, "image/png")
    with TemporaryDirectory() as folder:
        # Its pictures are decoded, and so are those of what is made of it.
        found["film.mp4"] = film(Path(folder) / "film.mp4", "", "7KD4XA", rate=3)
    found["thumbnail.jpg"] = jpeg(segment(0xE1, carriers.thumbnail_exif(plain, make=b"Canon")))
    return found


def cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body))]


def flip(body: bytes, chance: random.Random) -> bytes:
    raw = bytearray(body)
    for _time in range(chance.choice((1, 1, 4, 30))):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


def number(body: bytes, chance: random.Random) -> bytes:
    """A number of one, two or four bytes put where a length may stand."""
    width, order = chance.choice((1, 2, 4)), chance.choice(("little", "big"))
    value = chance.choice(NUMBERS) & ((1 << 8 * width) - 1)
    at = chance.randrange(min(len(body), 4000))
    return body[:at] + value.to_bytes(width, order) + body[at + width :]  # type: ignore[arg-type]


def repeat(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    piece = body[at : at + chance.randrange(1, 400)]
    return body[:at] + piece * chance.randrange(2, 200) + body[at:]


def splice(body: bytes, chance: random.Random) -> bytes:
    other = chance.choice(list(CARRIERS.values()))(words())
    return body[: chance.randrange(len(body))] + other[chance.randrange(len(other)) :]


def noise(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + chance.randbytes(chance.randrange(1, 300)) + body[at + 50 :]


def pixel_bomb(_body: bytes, chance: random.Random) -> bytes:
    edge = chance.choice((9_000, 12_000, 30_000, 65_000, 2_000_000_000))
    if chance.random() < 0.5:
        return bomb(edge)
    plain = carriers.saved(chance.choice(("JPEG", "GIF", "WEBP", "TIFF", "BMP")))
    for size in ((64).to_bytes(2, "big"), (96).to_bytes(2, "little"), (96).to_bytes(4, "little")):
        plain = plain.replace(size, min(edge, 65_535).to_bytes(len(size), "big"), 2)
    return plain


def word_bomb(_body: bytes, chance: random.Random) -> bytes:
    """Much metadata in few bytes, or many pieces of it."""
    size = chance.choice((1 << 16, 1 << 22, 1 << 26))
    deep = b"<a>" * 20_000 + b"</a>" * 20_000
    entities = (
        b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 500 + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 9) for n in range(9))
        + b"]><x>&j;</x>"
    )  # fmt: skip
    return chance.choice(
        (
            lambda: png(chunk(b"zTXt", b"AIGC\0\0" + zlib.compress(bytes(size)))),
            lambda: png(*[chunk(b"tEXt", b"AIGC\0{")] * (size >> 10)),
            lambda: png(carriers.itxt("XML:com.adobe.xmp", deep)),
            lambda: jpeg(segment(0xE1, XMP_HEAD + entities)),
            lambda: jpeg(*[segment(0xE9, b"AIGC{" * 12_000)] * 20),
            lambda: jpeg(segment(0xE1, XMP_HEAD + b"<TC260:AIGC>" * 5_000)),
            lambda: jpeg(segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0" + b"\xff" * 60_000)),
            lambda: png(chunk(b"tEXt", b"AIGC\0" + b"[" * 100_000)),
            lambda: png(chunk(b"tEXt", b"workflow\0" + b'{"a":' * 100_000)),
            lambda: carriers.mp4(carriers.box(b"meta", bytes(4)) * 5_000),
            lambda: carriers.pdf({"AIGC": "{" * 100_000}),
            lambda: carriers.mkv("AIGC", "x" * size),
        )
    )()


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut, flip, flip, number, number, repeat, splice, noise, pixel_bomb, word_bomb,
)  # fmt: skip


def mutated(whole: dict[str, bytes], chance: random.Random) -> tuple[str, bytes]:
    """A name, one time in four with a wrong extension, and what was made of a seed."""
    name = chance.choice(list(whole))
    how = chance.choice(MUTATIONS)
    body = how(whole[name], chance)
    if chance.random() < 0.25:
        name = name.rpartition(".")[0] + "." + chance.choice(("jpg", "png", "mp4", "exe", "pdf"))
    return f"{how.__name__} {name}", body

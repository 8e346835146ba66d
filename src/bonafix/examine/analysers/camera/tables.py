"""JPEG quantisation tables: whose they are like.

The example tables of ITU-T T.81 (annex K), scaled by libjpeg's quality, are what programs
write; the makers listed in data/own_tables.tsv are said to write tables of their own.
"""

import csv
from functools import lru_cache
from importlib.resources import files

_LUMINANCE = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69,
    56, 14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104,
    113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
_ZIGZAG = (
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27,
    20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58,
    59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
)  # fmt: skip


@lru_cache(maxsize=1)
def makers() -> frozenset[str]:
    """Makers, in small letters, that are said to write tables of their own."""
    text = (files(__package__) / "data" / "own_tables.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return frozenset(row["maker"] for row in rows)


def scaled(quality: int) -> tuple[int, ...]:
    """libjpeg's luminance table for a quality of 1 to 100, in zigzag order."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    plain = [min(255, max(1, (value * percent + 50) // 100)) for value in _LUMINANCE]
    return tuple(plain[at] for at in _ZIGZAG)


@lru_cache(maxsize=1)
def _qualities() -> dict[tuple[int, ...], int]:
    return {scaled(quality): quality for quality in range(1, 100)}


def standard_quality(content: bytes) -> int | None:
    """The libjpeg quality whose luminance table the JPEG has; None when it has another."""
    table = luminance(content)
    return _qualities().get(table) if table else None


def luminance(content: bytes) -> tuple[int, ...] | None:
    """The 8-bit table number 0 of a JPEG, zigzag order; None when there is none."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at + 1] == 0xDB:
            body = content[at + 4 : at + 2 + length]
            while len(body) >= 65 and body[0] >> 4 == 0:
                if body[0] == 0:
                    return tuple(body[1:65])
                body = body[65:]
        at += 2 + max(length, 2)
    return None

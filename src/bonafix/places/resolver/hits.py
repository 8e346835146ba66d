"""Every form of a name that is written in a text, with what it may mean.

One look for the two characters at each place, then the longest form first: most places of a
text begin no name, and are passed with one look.
"""

from dataclasses import dataclass
from functools import lru_cache

from bonafix.places.gazetteer import Gazetteer


@dataclass(slots=True)  # never changed
class Meanings:
    """What one form may mean, parted once; `words` are pairs of a tag and a code, see Gazetteer.

    `wide`: codes of counties and above. `stems`: those of them that are meant without their kind.
    `around`: the codes above the townships that are meant without their kind, `alone` the words
    without those. `late`: old names are among them. `official`: so are full or short names.
    `direct`: so is a township right below a city, without its kind.
    """

    words: tuple[tuple[str, str], ...]
    wide: tuple[str, ...]
    stems: tuple[str, ...]
    around: frozenset[str]
    alone: tuple[tuple[str, str], ...]
    late: bool
    official: bool
    direct: bool


@dataclass(slots=True)
class Hit:
    """text[start:end] is a form; `words` as in its meanings, without those nobody can mean."""

    start: int
    end: int
    meanings: Meanings


NOBODY: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def meanings_of(filed: str) -> Meanings:
    """The meanings as the gazetteer files them, parted; the forms of every day stay in memory."""
    if " " not in filed:
        return _one_meaning(filed[0], filed[1:])
    words = tuple([(w[0], w[1:]) for w in filed.split()])
    towns = [c for t, c in words if t == "t" and len(c) == 9]
    return Meanings(
        words,
        tuple([c for t, c in words if t in "fstm" and len(c) < 9]),
        tuple([c for t, c in words if t == "t" and len(c) < 9]),
        frozenset([c[:size] for c in towns for size in (6, 4, 2)]),
        tuple([w for w in words if w[0] != "t" or len(w[1]) < 9]) if towns else words,
        any([t in "oq" for t, _ in words]),
        any([t in "fs" for t, _ in words]),
        any([c[4:6] == "00" for c in towns]),
    )


def _one_meaning(tag: str, code: str) -> Meanings:
    """The same for most forms, without a loop."""
    town = len(code) == 9
    words = ((tag, code),)
    late = tag in "oq"
    wide = () if town or late else (code,)
    if tag != "t":
        return Meanings(words, wide, (), NOBODY, words, late, tag in "fs", False)
    if not town:
        return Meanings(words, wide, wide, NOBODY, words, False, False, False)
    around = frozenset((code[:6], code[:4], code[:2]))
    return Meanings(words, (), (), around, (), False, False, code[4:6] == "00")


def hits(known: Gazetteer, text: str) -> list[Hit]:
    """Every form that is written, from the left, the longer first."""
    found: list[Hit] = []
    size, forms, reach = len(text), known.forms, known.reach
    for start in range(size - 1):
        longest = reach.get(text[start : start + 2])
        if longest is None:
            continue
        for end in range(min(start + longest, size), start + 1, -1):
            filed = forms.get(text[start:end])
            if filed:
                found.append(Hit(start, end, meanings_of(filed)))
    return found

"""Every form of a name that is written in a text, with what it may mean.

One look for the two characters at each place, then the longest form first: most places of a
text begin no name, and are passed with one look.
"""

from dataclasses import dataclass
from functools import lru_cache

from bonafix.places.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Meanings:
    """What one form may mean, parted once; `words` are pairs of a tag and a code, see Gazetteer.

    `wide`: codes of counties and above. `stems`: those of them that are meant without their kind.
    `towns`: townships meant without their kind stand among the words. `late`: old names do.
    """

    words: tuple[tuple[str, str], ...]
    wide: tuple[str, ...]
    stems: tuple[str, ...]
    towns: bool
    late: bool


@dataclass(slots=True)
class Hit:
    """text[start:end] is a form; `words` as in its meanings, without those nobody can mean."""

    start: int
    end: int
    meanings: Meanings


@lru_cache(maxsize=8192)
def meanings_of(filed: str) -> Meanings:
    """The meanings as the gazetteer files them, parted; the forms of every day stay in memory."""
    words = tuple([(w[0], w[1:]) for w in filed.split()])
    stems = tuple([c for t, c in words if t == "t" and len(c) < 9])
    return Meanings(
        words,
        tuple([c for t, c in words if t in "fstm" and len(c) < 9]),
        stems,
        any(t == "t" and len(c) == 9 for t, c in words),
        any(t in "oq" for t, c in words),
    )


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

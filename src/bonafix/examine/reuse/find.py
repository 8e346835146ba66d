"""Which stored photographs a picture shows again: candidates by code, then pixel by pixel."""

from collections.abc import Callable
from dataclasses import dataclass

from bonafix.examine.compare.compare import Comparison, Prepared, compare
from bonafix.examine.reuse.codes import codes
from bonafix.examine.reuse.index import Index

CANDIDATES = 20
# Two codes without anything in common differ in half of their bits, give or take 23; most
# candidates beyond this have no copy among them, and looking closer costs a second each.
FARTHEST = 960


@dataclass(frozen=True, slots=True)
class Reuse:
    """A stored picture that the given one shows again, and how that was seen."""

    name: str
    distance: int
    comparison: Comparison


def reused(
    picture: Prepared, index: Index, load: Callable[[str], Prepared | None], most: int = CANDIDATES
) -> list[Reuse]:
    """Stored pictures of which `picture` is a copy, nearest first.

    `load` gives a stored picture by name, None when it is gone. A code alone finds nothing:
    every candidate is registered and compared as a reference would be.
    """
    own = codes(picture.features)
    if own is None:
        return []
    found = []
    for candidate in index.search(own, most):
        stored = load(candidate.name) if candidate.distance <= FARTHEST else None
        if stored is None:
            continue
        comparison = compare(picture, stored)
        if comparison.decision.answer == "derivative":
            found.append(Reuse(candidate.name, candidate.distance, comparison))
    return found

"""Exact search among codes in memory; rows in a database are the truth, this can be rebuilt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np

from bonafix.examine.reuse.codes import BITS, Code


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored picture by its name, and how many of 2,048 bits differ."""

    name: str
    distance: int


class Index:
    """Codes by name. Adding costs microseconds; searching looks at every code."""

    def __init__(self, rows: Iterable[tuple[str, Code]] = ()) -> None:
        faiss.omp_set_num_threads(1)
        self._index: Any = faiss.IndexBinaryFlat(BITS)
        self._names: list[str] = []
        self.add(rows)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, rows: Iterable[tuple[str, Code]]) -> None:
        """Add codes; a name may come several times, with a code of each part of a picture."""
        together = list(rows)
        if together:
            self._index.add(np.stack([code for _, code in together]))
            self._names += [name for name, _ in together]

    def search(self, query: Sequence[Code], most: int = 20) -> list[Candidate]:
        """The nearest stored pictures to any of the codes, nearest first, `most` at most."""
        if not self._names:
            return []
        distances, places = self._index.search(np.stack(list(query)), min(most, len(self)))
        best: dict[str, int] = {}
        for distance, place in zip(
            distances.ravel().tolist(), places.ravel().tolist(), strict=True
        ):
            name = self._names[place]
            best[name] = min(distance, best.get(name, BITS))
        nearest = sorted(best.items(), key=lambda item: (item[1], item[0]))
        return [Candidate(name, distance) for name, distance in nearest[:most]]

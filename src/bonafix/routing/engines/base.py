"""What an engine is: facts and a time in, an order of jobs for each technician out."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from bonafix.routing.facts import Facts

# One list of job indices (or DEPOT) for each technician, in the order of the problem.
Sequences: TypeAlias = list[list[int]]


@dataclass
class Deadline:
    """Seconds that may be used, by a clock: the wall's, or the processor's in benchmarks."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def left(self) -> float:
        """Seconds that are left; negative when over."""
        return self.seconds - (self.clock() - self.began)

    def over(self) -> bool:
        """Is the time used up?"""
        return self.left() <= 0


class Engine(Protocol):
    """Finds sequences. What it leaves out or cannot keep is repaired and checked later."""

    name: str

    def fits(self, facts: Facts) -> bool:
        """Can it take this problem at all?"""
        ...

    def solve(
        self, facts: Facts, deadline: Deadline, start: Sequences | None, seed: int
    ) -> Sequences:
        """Sequences as good as it finds in the time, `start` improved when given."""
        ...

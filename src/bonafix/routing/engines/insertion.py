"""Own construction: hardest job first, each at its cheapest possible place.

It knows everything a problem can say (breaks, wished windows, depot trips, overtime), so it is
what remains when no other engine takes a problem.
"""

from dataclasses import dataclass

from bonafix.routing.assemble import insert
from bonafix.routing.engines.base import Deadline, Sequences
from bonafix.routing.facts import Facts


@dataclass
class Insertion:
    """Greedy insertion; what is left at the deadline stays out."""

    name: str = "insertion"

    def fits(self, facts: Facts) -> bool:
        """It takes every problem."""
        return True

    def solve(
        self, facts: Facts, deadline: Deadline, start: Sequences | None, seed: int
    ) -> Sequences:
        """Rows with every job that finds a place."""
        rows = [list(r) for r in start] if start else [[] for _ in facts.problem.technicians]
        present = {j for row in rows for j in row}
        missing = [j for j in range(len(facts.problem.jobs)) if j not in present]
        for job in sorted(missing, key=lambda j: hardness(facts, j)):
            if deadline.over():
                break
            insert(facts, rows, job)
        return rows


def hardness(facts: Facts, job: int) -> tuple[int, int, int]:
    """Order of construction: important first, then few technicians, then narrow windows."""
    one = facts.problem.jobs[job]
    width = sum(w.end - w.start for w in facts.windows[job])
    return -one.priority, int(facts.allowed[:, job].sum()), width

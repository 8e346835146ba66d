"""Sequences made into a plan: times, costs, and a place for what was left over."""

from bonafix.routing.engines.base import Sequences
from bonafix.routing.facts import DEPOT, Facts
from bonafix.routing.model import Costs, Plan, Route
from bonafix.routing.timing import costs, schedule

LEFT_OVER = 60  # more than this many leftovers are not worth slow insertion


def assemble(facts: Facts, sequences: Sequences, engine: str) -> Plan:
    """The plan of `sequences`; jobs that cannot be kept are moved, or left out."""
    kept, loose = _feasible(facts, sequences)
    present = {j for row in kept for j in row}
    missing = [j for j in range(len(facts.problem.jobs)) if j not in present]
    waiting = sorted(set(loose) | set(missing), key=lambda j: -facts.problem.jobs[j].priority)
    if len(waiting) <= max(LEFT_OVER, len(loose)):
        waiting = [j for j in waiting if not insert(facts, kept, j)]
    return finish(facts, kept, waiting, engine)


def finish(facts: Facts, kept: Sequences, waiting: list[int], engine: str) -> Plan:
    """Routes with times and the whole cost; every row of `kept` can be done."""
    routes: list[Route] = []
    total = Costs(left_out=sum(facts.skip_cost(j) for j in waiting))
    for who, row in enumerate(kept):
        route = schedule(facts, who, row) if row else None
        if route is not None:
            routes.append(route)
            total += costs(facts, who, route)
    names = tuple(facts.problem.jobs[j].id for j in waiting)
    return Plan(tuple(routes), names, total, engine)


def _feasible(facts: Facts, sequences: Sequences) -> tuple[Sequences, list[int]]:
    """Rows that can be done, and the jobs that had to be taken out for that."""
    kept: Sequences = []
    loose: list[int] = []
    seen: set[int] = set()
    for who, row in enumerate(sequences):
        mine = [j for j in row if j == DEPOT or (j not in seen and facts.allowed[who, j])]
        seen.update(j for j in mine if j != DEPOT)
        while schedule(facts, who, mine) is None:
            worst = min((j for j in mine if j != DEPOT), key=lambda j: _ease(facts, who, mine, j))
            mine = [j for j in mine if j != worst]
            loose.append(worst)
            if not any(j != DEPOT for j in mine):
                mine = []
        kept.append(mine)
    return kept, loose


def _ease(facts: Facts, who: int, row: list[int], job: int) -> tuple[int, int]:
    """First those whose absence makes the row possible, then the least urgent."""
    rest = [j for j in row if j != job]
    return int(schedule(facts, who, rest) is None), facts.problem.jobs[job].priority


def insert(facts: Facts, kept: Sequences, job: int) -> bool:
    """Put `job` at the cheapest possible place of `kept`; False if there is none worth it."""
    best: tuple[int, int, list[int]] | None = None
    for who, row in enumerate(kept):
        if not facts.allowed[who, job]:
            continue
        for extra, candidate in options(facts, who, row, job):
            if best is None or extra < best[0]:
                best = extra, who, candidate
    if best is None or best[0] > facts.skip_cost(job):
        return False
    kept[best[1]] = best[2]
    return True


def options(facts: Facts, who: int, row: list[int], job: int) -> list[tuple[int, list[int]]]:
    """(extra cost, new row) for every possible position of `job` in `row`."""
    old = schedule(facts, who, row)
    before = costs(facts, who, old).total if old is not None else 0
    found = []
    for candidate in _candidates(facts, row, job):
        route = schedule(facts, who, candidate)
        if route is not None:
            found.append((costs(facts, who, route).total - before, candidate))
    return found


def _candidates(facts: Facts, row: list[int], job: int) -> list[list[int]]:
    rows = [[*row[:i], job, *row[i:]] for i in range(len(row) + 1)]
    if facts.problem.depot is None or DEPOT in row:
        return rows
    longer = [[*r[:i], DEPOT, *r[i:]] for r in rows for i in range(r.index(job) + 1)]
    return rows + longer

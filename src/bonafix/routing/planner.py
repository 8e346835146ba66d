"""From a problem to the best checked plan. Read top-down: this is the recipe.

VROOM gives a first plan of rich problems, PyVRP improves it as long as there is time, our own
search polishes; whatever the checker refuses is thrown away, the cheapest of the rest wins.
"""

from collections.abc import Sequence
from dataclasses import replace

from bonafix.routing.assemble import assemble
from bonafix.routing.checker import check
from bonafix.routing.engines.base import Deadline, Engine, Sequences
from bonafix.routing.engines.insertion import Insertion
from bonafix.routing.engines.pyvrp import Pyvrp
from bonafix.routing.engines.ruin import Ruin
from bonafix.routing.engines.vroom import Vroom
from bonafix.routing.facts import DEPOT, Facts
from bonafix.routing.model import Costs, Plan, Problem
from bonafix.routing.teams import join, split
from bonafix.routing.timing import costs


class NoPlan(AssertionError):
    """Every engine's plan was refused by the checker: a fault of ours, never of the input."""


def plan(
    problem: Problem,
    deadline: Deadline,
    *,
    engines: Sequence[Engine] | None = None,
    seed: int = 1,
    start: Plan | None = None,
) -> Plan:
    """The cheapest plan that the checker lets pass, found before the deadline (seconds).

    `start`: a plan to improve. Engines run one after the other, each from the best so far.
    """
    single, impossible = split(problem)
    facts = Facts(single)
    best: Plan | None = None
    rows: Sequences | None = None
    if start is not None:
        rows = sequences(facts, start)
        given = whole(assemble(facts, rows, start.engine), problem, impossible)
        best = given if not check(problem, given) else None
    chosen = [e for e in (engines or recipe(facts, deadline)) if e.fits(facts)]
    for engine in chosen or [Insertion()]:
        found = engine.solve(facts, deadline, rows, seed)
        made = whole(assemble(facts, found, engine.name), problem, impossible)
        if not check(problem, made) and (best is None or made.costs.total < best.costs.total):
            best, rows = made, found
    if best is None:
        best = whole(assemble(facts, [[] for _ in single.technicians], "none"), problem, impossible)
        if check(problem, best):
            raise NoPlan
    return best


def recipe(facts: Facts, deadline: Deadline) -> list[Engine]:
    """Which engines, in which order. Measured: docs/routing.md."""
    if facts.problem.depot is not None:
        return [Ruin()]
    if _plain(facts):
        return [Pyvrp()]
    quick = Vroom(1 if deadline.seconds < 60 else 3)
    return [quick, Pyvrp()]


def _plain(facts: Facts) -> bool:
    """Long routes, everyone may do everything, no breaks: PyVRP alone is best."""
    people = facts.problem.technicians
    return bool(facts.allowed.all()) and not any(who.breaks for who in people)


def sequences(facts: Facts, given: Plan) -> Sequences:
    """The rows of a plan for this problem; what it does not know any more is left away."""
    rows: Sequences = [[] for _ in facts.problem.technicians]
    for route in given.routes:
        who = facts.technician_index.get(route.technician)
        if who is not None:
            known = [s for s in route.stops if s.job in facts.job_index or s.kind == "depot"]
            rows[who] = [DEPOT if s.job is None else facts.job_index[s.job] for s in known]
    return rows


def whole(found: Plan, problem: Problem, impossible: tuple[str, ...]) -> Plan:
    """Clones joined into teams, with the cost of the problem as it was given."""
    if not impossible and not any(job.workers > 1 for job in problem.jobs):
        return found
    joined = join(found, problem)
    joined = replace(joined, unassigned=(*joined.unassigned, *impossible))
    facts = Facts(problem)
    total = Costs(left_out=sum(facts.skip_cost(facts.job_index[j]) for j in joined.unassigned))
    routes = tuple(route for route in joined.routes if route.jobs)
    for route in routes:
        total += costs(facts, facts.technician_index[route.technician], route)
    return replace(joined, routes=routes, costs=total)

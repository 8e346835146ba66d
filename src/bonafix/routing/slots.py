"""Which windows can be offered to a customer, cheapest first.

A window can be offered if the job fits into the plan inside it with every promise kept; what
it costs is what the day gets dearer. Holding a window while the customer chooses is a job in
the plan like any other (the caller stores it, with its end), so nothing can be given twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bonafix.routing.facts import Facts
from bonafix.routing.live.board import Board, Option
from bonafix.routing.live.decide import _able, _narrow
from bonafix.routing.live.quick import IMPOSSIBLE, Quick
from bonafix.routing.model import Job, Plan, Problem, Route, Window
from bonafix.routing.reasons import rows_of
from bonafix.routing.timing import schedule


@dataclass(frozen=True, slots=True)
class Slot:
    """A window with what it adds to the day's cost, who would come, when, and that day whole."""

    window: Window
    extra: int
    technician: str
    start: int
    route: Route


def offers(problem: Problem, plan: Plan, job: Job, windows: Sequence[Window]) -> list[Slot]:
    """Slots of `windows` that can be kept, cheapest first. `job` is not yet in the problem."""
    found = []
    for window in windows:
        mine = replace(job, windows=(window,), soft=None, pin_start=None)
        slot = _offer(replace(problem, jobs=(*problem.jobs, mine)), plan, mine, window)
        if slot is not None:
            found.append(slot)
    return sorted(found, key=lambda s: (s.extra, s.window.start))


def _offer(problem: Problem, plan: Plan, job: Job, window: Window) -> Slot | None:
    facts = Facts(_narrow(problem, plan, job.id))
    rows = rows_of(facts, plan)
    index = facts.job_index[job.id]
    for option in Board(rows, Quick(facts).price, _able(facts)).options(index):
        if option.extra >= IMPOSSIBLE / 2:
            return None
        route = _day(facts, rows, option, index)
        if route is not None:
            start = next(s.start for s in route.stops if s.job == job.id)
            return Slot(window, round(option.extra), route.technician, start, route)
    return None


def _day(facts: Facts, rows: list[list[int]], option: Option, job: int) -> Route | None:
    queue = rows[option.who]
    new = [*queue[: option.position], job, *queue[option.position :]]
    return schedule(facts, option.who, new)

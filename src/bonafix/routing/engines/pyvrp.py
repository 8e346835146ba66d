"""PyVRP: iterated local search, the best of the open engines on long routes.

Traps met: it knows neither skills nor pins, so who may do what becomes load dimensions with
capacity 0 for those who may not (one dimension for each set of technicians, at most 16), and
the penalties start high enough that they bind. It has no breaks: shifts are shortened by
them and the schedule puts them in afterwards. Windows are hard; wished ones are widened.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyvrp
from pyvrp import Client, Depot, Location, PenaltyParams, ProblemData, SolveParams, VehicleType
from pyvrp.exceptions import PenaltyBoundWarning

from bonafix.routing.engines.base import Deadline, Sequences
from bonafix.routing.facts import Facts
from bonafix.routing.model import Technician, Window

CLASSES = 16
HEAVY = 100  # one forbidden visit weighs as much as this many units of load


@dataclass
class Pyvrp:
    """`stop_after` iterations without a better plan, None for never."""

    stop_after: int | None = None
    name: str = "pyvrp"

    def fits(self, facts: Facts) -> bool:
        """No depot trips, and not too many different sets of technicians."""
        problem = facts.problem
        if problem.depot is not None or not problem.technicians:
            return False
        return len(_classes(facts)) <= CLASSES

    def solve(
        self, facts: Facts, deadline: Deadline, start: Sequences | None, seed: int
    ) -> Sequences:
        """Search until the deadline, from `start` when that is given."""
        built = _Built(facts)
        if not built.clients or deadline.over():
            return start or [[] for _ in facts.problem.technicians]
        first = built.solution(start) if start is not None and any(start) else None
        if built.rich:
            params = SolveParams(penalty=PenaltyParams(min_penalty=10.0))
        else:
            params = SolveParams()
        with warnings.catch_warnings():
            # That nothing feasible was found is asked of the result, just below.
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            result = pyvrp.solve(
                built.data,
                stop=_Stop(deadline, self.stop_after),
                seed=seed,
                collect_stats=False,
                params=params,
                initial_solution=first,
            )
        if not result.best.is_feasible() and start is not None:
            return start
        return built.sequences(result.best)


class _Stop:
    """PyVRP's stopping criterion over our deadline."""

    def __init__(self, deadline: Deadline, patience: int | None) -> None:
        self.deadline, self.patience = deadline, patience
        self.best, self.still, self.calls, self.done = float("inf"), 0, 0, False

    def __call__(self, best_cost: float) -> bool:
        self.still = 0 if best_cost < self.best else self.still + 1
        self.best = min(self.best, best_cost)
        # Some clocks are slow to ask (half a millisecond was seen): not at every iteration.
        if self.calls % 8 == 0:
            self.done = self.deadline.over()
        self.calls += 1
        return self.done or (self.patience is not None and self.still > self.patience)

    @property
    def fraction_remaining(self) -> float | None:
        """What adaptive parts of PyVRP ask: the share of the time that is left."""
        return max(0.0, self.deadline.left()) / max(1e-9, self.deadline.seconds)


def _classes(facts: Facts) -> list[tuple[bool, ...]]:
    """The different sets of technicians who may do a job, where not everyone may."""
    columns = {tuple(map(bool, column)) for column in facts.allowed.T}
    return sorted(c for c in columns if any(c) and not all(c))


class _Built:
    """The problem in PyVRP's words, and the way back."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        problem = facts.problem
        self.classes = _classes(facts)
        self.parts = sorted({p for j in problem.jobs for p in j.parts})
        self.rich = bool(self.classes)
        self.jobs = [
            i for i in range(len(problem.jobs)) if facts.allowed[:, i].any() and facts.windows[i]
        ]
        self.client_of = {job: number for number, job in enumerate(self.jobs)}
        self.groups = self._groups()
        self.clients = [self._client(i) for i in self.jobs]
        self.data = self._data()

    def _groups(self) -> list[list[int]]:
        """Technicians that are the same to the engine, together: one vehicle type each."""
        found: dict[object, list[int]] = {}
        for index, who in enumerate(self.facts.problem.technicians):
            row = tuple(c[index] for c in self.classes)
            stock = tuple(who.stock.get(p, 0) for p in self.parts)
            key = (row, stock, who.start, who.end, _day(who), who.fixed_cost)
            found.setdefault(key, []).append(index)
        return list(found.values())

    def _client(self, index: int) -> Client:
        job = self.facts.problem.jobs[index]
        windows = self.facts.windows[index]
        column = tuple(map(bool, self.facts.allowed[:, index]))
        needs = [HEAVY if c == column else 0 for c in self.classes]
        early = max(0, windows[0].start)
        return Client(
            location=job.place,
            delivery=[job.parts.get(p, 0) for p in self.parts] + needs,
            service_duration=job.duration,
            tw_early=early,
            tw_late=max(early, windows[-1].end),
            prize=self.facts.skip_cost(index),
            required=False,
        )

    def _type(self, group: Sequence[int], depots: dict[int, int]) -> VehicleType:
        problem = self.facts.problem
        who = problem.technicians[group[0]]
        room = HEAVY * (len(self.jobs) + 1)
        may = [room if c[group[0]] else 0 for c in self.classes]
        day = _day(who)
        nowhere = len(problem.travel)
        return VehicleType(
            num_available=len(group),
            capacity=[who.stock.get(p, 0) for p in self.parts] + may,
            start_depot=depots[who.start],
            end_depot=depots[nowhere if who.end is None else who.end],
            fixed_cost=who.fixed_cost,
            tw_early=max(0, day.start),
            tw_late=max(0, day.end),
            unit_distance_cost=problem.rates.travel,
            unit_duration_cost=problem.rates.working,
        )

    def _data(self) -> ProblemData:
        problem = self.facts.problem
        travel = problem.travel
        if any(who.end is None for who in problem.technicians):
            travel = np.pad(travel, ((0, 1), (0, 1)))
        ends = [len(problem.travel) if w.end is None else w.end for w in problem.technicians]
        used = sorted({*ends, *(w.start for w in problem.technicians)})
        depots = {place: number for number, place in enumerate(used)}
        return ProblemData(
            locations=[Location(0, 0) for _ in range(len(travel))],
            clients=self.clients,
            depots=[Depot(place) for place in used],
            vehicle_types=[self._type(group, depots) for group in self.groups],
            distance_matrices=cast("Any", [travel]),
            duration_matrices=cast("Any", [travel]),
        )

    def solution(self, start: Sequences) -> pyvrp.Solution:
        routes = []
        for number, group in enumerate(self.groups):
            for who in group:
                visits = [self.client_of[j] for j in start[who] if j in self.client_of]
                if visits:
                    routes.append(pyvrp.Route(self.data, visits, number))
        return pyvrp.Solution(self.data, routes)

    def sequences(self, solution: pyvrp.Solution) -> Sequences:
        found: Sequences = [[] for _ in self.facts.problem.technicians]
        free = [list(group) for group in self.groups]
        for route in solution.routes():
            who = free[route.vehicle_type()].pop(0)
            found[who] = [self.jobs[a.idx] for a in route if a.is_client()]
        return found


def _day(who: Technician) -> Window:
    return Window(
        who.shift.start,
        who.shift.end + who.overtime - sum(b.duration for b in who.breaks),
    )

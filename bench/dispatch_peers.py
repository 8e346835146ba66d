"""The city day of the benchmark, and OR-Tools as a peer."""

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from bonafix.routing import Job, Problem, Technician, Window
from bonafix.routing.facts import Facts

SKILLS = ("lock", "white", "kitchen", "heat")


def city_day(seed: int, technicians: int, jobs: int) -> Problem:
    """Two shifts, two of four skills each, two-hour windows; 22 km/h with parking, seconds."""
    rng = np.random.default_rng(seed)
    points = rng.normal(0, 7, (technicians + jobs, 2))
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    travel = np.rint(np.where(far > 0, far * 1.35 / 22 * 3600 + 120, 0)).astype(np.int64)
    shifts = (Window(0, 32_400), Window(10_800, 43_200))
    people = tuple(
        Technician(f"t{i}", i, i, shifts[i % 2],
                   skills=frozenset(map(str, rng.choice(SKILLS, 2, replace=False))))
        for i in range(technicians)
    )  # fmt: skip
    work = []
    for i in range(jobs):
        start = int(rng.integers(0, 5)) * 7200 + 1800
        skill = frozenset({str(rng.choice(SKILLS))})
        long = int(rng.integers(1200, 3600))
        open_at = (Window(start, start + 7200),)
        work.append(Job(f"j{i}", technicians + i, long, open_at, skills=skill))
    return Problem(tuple(work), people, travel)


def ortools_rows(facts: Facts, seconds: int) -> list[list[int]]:
    """Guided local search; skills by the vehicle variable's domain (SetAllowedVehiclesForIndex
    raises TypeError in 9.15)."""
    problem = facts.problem
    people, jobs = problem.technicians, problem.jobs
    ends = [who.start if who.end is None else who.end for who in people]
    places = [*(w.start for w in people), *ends, *(j.place for j in jobs)]
    number = len(people)
    manager = pywrapcp.RoutingIndexManager(
        len(places), number, list(range(number)), list(range(number, 2 * number))
    )
    model = pywrapcp.RoutingModel(manager)
    legs = facts.legs
    stay = [0] * (2 * number) + [j.duration for j in jobs]

    def drive(a: int, b: int) -> int:
        return legs[places[manager.IndexToNode(a)]][places[manager.IndexToNode(b)]]

    def spend(a: int, b: int) -> int:
        return drive(a, b) + stay[manager.IndexToNode(a)]

    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(drive))
    model.AddDimension(model.RegisterTransitCallback(spend), 86_400, 86_400, False, "time")
    clock = model.GetDimensionOrDie("time")
    for index in range(len(jobs)):
        node = manager.NodeToIndex(2 * number + index)
        window = facts.windows[index][0]
        clock.CumulVar(node).SetRange(max(0, window.start), min(86_400, window.end))
        may = [int(w) for w in facts.allowed[:, index].nonzero()[0]]
        model.VehicleVar(node).SetValues([-1, *may])
        model.AddDisjunction([node], facts.skip_cost(index))
    for who, person in enumerate(people):
        clock.CumulVar(model.Start(who)).SetRange(person.shift.start, person.shift.end)
        clock.CumulVar(model.End(who)).SetRange(person.shift.start, person.shift.end)
    wanted = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    wanted.first_solution_strategy = first
    guided = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wanted.local_search_metaheuristic = guided
    wanted.time_limit.seconds = seconds
    found = model.SolveWithParameters(wanted)
    rows: list[list[int]] = [[] for _ in people]
    for who in range(number if found else 0):
        at = found.Value(model.NextVar(model.Start(who)))
        while not model.IsEnd(at):
            rows[who].append(manager.IndexToNode(at) - 2 * number)
            at = found.Value(model.NextVar(at))
    return rows

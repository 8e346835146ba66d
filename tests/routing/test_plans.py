"""No plan of any engine passes with a fault; the checker catches each fault put in."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from bonafix.routing import (
    Break,
    Costs,
    Deadline,
    Job,
    Plan,
    Problem,
    Route,
    Stop,
    Technician,
    Window,
    check,
    plan,
)
from bonafix.routing.assemble import assemble
from bonafix.routing.engines.base import Engine
from bonafix.routing.engines.insertion import Insertion
from bonafix.routing.engines.pyvrp import Pyvrp
from bonafix.routing.engines.ruin import Ruin
from bonafix.routing.engines.vroom import Vroom
from bonafix.routing.facts import Facts
from bonafix.routing.planner import whole
from bonafix.routing.teams import split
from tests.routing.problems import city, problems

ENGINES: list[Engine] = [Insertion(), Vroom(0), Pyvrp(stop_after=20), Ruin(rounds=20)]
slow = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
@slow
@given(problem=problems())
def test_no_engine_makes_a_plan_that_the_checker_refuses(engine: Engine, problem: Problem) -> None:
    single, impossible = split(problem)
    facts = Facts(single)
    if not engine.fits(facts):
        return
    rows = engine.solve(facts, Deadline(5), None, 1)
    made = whole(assemble(facts, rows, engine.name), problem, impossible)
    assert check(problem, made) == ()
    done = {j for r in made.routes for j in r.jobs}
    assert done | set(made.unassigned) == {j.id for j in problem.jobs}


@slow
@given(problem=problems(jobs=4))
def test_whatever_is_given_there_is_a_checked_plan(problem: Problem) -> None:
    assert check(problem, plan(problem, Deadline(0.05))) == ()


def line(jobs: list[Job], who: Technician | None = None) -> Problem:
    """Places on a line, 100 ticks apart."""
    where = np.arange(0, 100 * (len(jobs) + 2), 100)
    travel = np.abs(where[:, None] - where[None, :]).astype(np.int64)
    default = Technician("t", 0, 0, Window(0, 5000), skills=frozenset({"lock"}))
    return Problem(tuple(jobs), (who or default,), travel)


def good() -> tuple[Problem, Plan]:
    jobs = [
        Job("a", 1, 50, (Window(0, 1000),), skills=frozenset({"lock"}), pin="t"),
        Job("b", 2, 50, parts={"pump": 1}, tools=frozenset({"lift"})),
    ]
    who = Technician(
        "t",
        0,
        0,
        Window(0, 5000),
        (Break(0, 1000, 30),),
        frozenset({"lock"}),
        frozenset({"lift"}),
        {"pump": 1},
    )
    problem = line(jobs, who)
    found = plan(problem, Deadline(1), engines=[Insertion()])
    assert check(problem, found) == () and not found.unassigned
    return problem, found


def shifted(found: Plan, job: str, by: int) -> Plan:
    route = found.routes[0]
    stops = tuple(
        replace(s, arrive=s.arrive + by, start=s.start + by, end=s.end + by) if s.job == job else s
        for s in route.stops
    )
    return replace(found, routes=(replace(route, stops=stops),))


def changed(problem: Problem, job: int, **what: object) -> Problem:
    jobs = list(problem.jobs)
    jobs[job] = replace(jobs[job], **what)  # type: ignore[arg-type]
    return replace(problem, jobs=tuple(jobs))


def person(problem: Problem, **what: object) -> Problem:
    who = replace(problem.technicians[0], **what)  # type: ignore[arg-type]
    return replace(problem, technicians=(who,))


def without_break(found: Plan) -> Plan:
    route = found.routes[0]
    stops = tuple(s for s in route.stops if s.kind != "break")
    return replace(found, routes=(replace(route, stops=stops),))


def test_the_checker_catches_each_fault_that_is_put_in() -> None:
    problem, found = good()
    route = found.routes[0]
    again = Stop("job", "a", 4000, 4000, 4050)
    faults = {
        "skill": (changed(problem, 0, skills=frozenset({"gas"})), found),
        "barred": (changed(problem, 0, barred=frozenset({"t"})), found),
        "pin": (changed(problem, 0, pin="other"), found),
        "window": (changed(problem, 0, windows=(Window(4000, 4001),)), found),
        "tool": (person(problem, tools=frozenset()), found),
        "part": (person(problem, stock={}), found),
        "shift": (person(problem, shift=Window(0, route.back - 1)), found),
        "travel": (problem, shifted(found, "b", -20)),
        "break": (problem, without_break(found)),
        "duration": (changed(problem, 0, duration=60), found),
        "count": (problem, replace(found, unassigned=("a",))),
        "twice": (
            problem,
            replace(found, routes=(replace(route, stops=(*route.stops, again), back=4500),)),
        ),
        "unknown": (problem, replace(found, unassigned=("zz",))),
        "cost": (problem, replace(found, costs=Costs(travel=1))),
        "overlap": (problem, shifted(found, "a", 10_000)),
    }
    for rule, (case, faulty) in faults.items():
        assert rule in {f.rule for f in check(case, faulty)}, rule
    pinned = changed(problem, 0, pin_start=route.stops[0].start + 7)
    assert "pin" in {f.rule for f in check(pinned, found)}


def test_a_team_begins_together_or_not_at_all() -> None:
    base = line([Job("crew", 1, 100, workers=2)])
    two = replace(base, technicians=tuple(Technician(n, 0, 0, Window(0, 5000)) for n in ("t", "u")))
    found = plan(two, Deadline(0.2))
    assert found.unassigned == () and check(two, found) == ()
    starts = [s.start for r in found.routes for s in r.stops]
    assert len(starts) == 2 and len(set(starts)) == 1
    alone = plan(base, Deadline(0.2))
    assert alone.unassigned == ("crew",) and check(base, alone) == ()
    late = replace(found.routes[0], stops=(Stop("job", "crew", 900, 900, 1000),), back=1100)
    apart = replace(found, routes=(late, found.routes[1]))
    assert "together" in {f.rule for f in check(two, apart)}


def test_a_city_day_is_planned_whole_and_better_than_by_insertion() -> None:
    problem = city(3, 12, 50)
    quick = plan(problem, Deadline(2), engines=[Insertion()])
    found = plan(problem, Deadline(2))
    assert check(problem, found) == ()
    assert found.costs.total <= quick.costs.total


def test_a_plan_to_start_from_is_never_made_worse() -> None:
    problem = city(4, 8, 30)
    first = plan(problem, Deadline(1))
    again = plan(problem, Deadline(0.05), engines=[Insertion()], start=first)
    assert again.costs.total <= first.costs.total


def test_an_empty_day_has_an_empty_plan() -> None:
    empty = Problem((), (), np.zeros((0, 0), dtype=np.int64))
    assert plan(empty, Deadline(0.1)) == Plan((), (), Costs(), plan(empty, Deadline(0.1)).engine)
    assert check(empty, Plan((Route("x", 0, 0, ()),), (), Costs()))[0].rule == "unknown"

"""An urgent job is placed at once, with reasons; promises move only for a stated gain."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings

from bonafix.routing import Deadline, Job, Plan, Problem, Promise, Technician, Window, check, plan
from bonafix.routing.engines.insertion import Insertion
from bonafix.routing.engines.pricing import Pricing
from bonafix.routing.facts import Facts
from bonafix.routing.live.decide import decide, relocate, retime
from bonafix.routing.reasons import why
from bonafix.routing.slots import offers
from bonafix.routing.timing import costs, schedule
from tests.routing.problems import city, problems

slow = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def planned(problem: Problem) -> Plan:
    return plan(problem, Deadline(1), engines=[Insertion()])


def urgent(problem: Problem) -> tuple[Problem, str]:
    """The last job is the one that comes in."""
    return replace(problem, jobs=problem.jobs[:-1]), problem.jobs[-1].id


def test_an_urgent_job_is_placed_without_breaking_anything_and_everyone_is_accounted_for() -> None:
    for seed in range(5):
        whole = city(seed, 10, 31)
        before, name = urgent(whole)
        first = planned(before)
        found = decide(whole, first, name)
        assert check(whole, found.plan) == ()
        assert found.technician is not None
        assert {w.technician for w in found.others} == {t.id for t in whole.technicians}
        cheapest = min(w.extra for w in found.others if w.extra is not None)
        assert [w.extra for w in found.others if w.reason == "chosen"] == [cheapest]
        assert found.extra == found.plan.costs.total - first.costs.total


@slow
@given(whole=problems(jobs=5))
def test_no_live_decision_breaks_a_rule(whole: Problem) -> None:
    single = tuple(j for j in whole.jobs if j.workers == 1)
    if not single or whole.depot is not None:
        return
    whole = replace(whole, jobs=single)
    before, name = urgent(whole)
    found = decide(whole, planned(before), name)
    if found.technician is not None:
        assert check(whole, found.plan) == ()


def test_a_promised_job_moves_only_for_the_stated_gain() -> None:
    where = np.array([0, 1000, 100, 1100])
    travel = np.abs(where[:, None] - where[None, :]).astype(np.int64)
    people = (
        Technician("west", 0, None, Window(0, 9000)),
        Technician("east", 1, None, Window(0, 9000)),
    )
    told = Promise(1000, 2000, "west", gain=5000)
    job = Job("a", 3, 100, promise=told)  # in the east, promised to the one from the west
    problem = Problem((job,), people, travel)
    pinned = replace(problem, jobs=(replace(job, pin="west"),))
    start = retime(problem, planned(pinned))
    assert start.routes[0].technician == "west"
    assert relocate(problem, start, gain=10)[1] == []
    light = replace(problem, jobs=(replace(job, promise=replace(told, gain=50)),))
    made, moved = relocate(light, retime(light, start), gain=10)
    assert [m.job for m in moved] == ["a"] and moved[0].after[0] == "east"
    assert moved[0].gain >= 10 and check(light, made) == ()


def test_why_names_the_rule_that_kept_each_other_technician_away() -> None:
    travel = np.full((2, 2), 60, dtype=np.int64)
    np.fill_diagonal(travel, 0)
    day = Window(0, 3600)
    people = (
        Technician("able", 0, 0, day, skills=frozenset({"lock"})),
        Technician("unskilled", 0, 0, day),
        Technician("barred", 0, 0, day, skills=frozenset({"lock"})),
        Technician("short", 0, 0, Window(0, 300), skills=frozenset({"lock"})),
    )
    job = Job("a", 1, 600, skills=frozenset({"lock"}), barred=frozenset({"barred"}))
    problem = Problem((job,), people, travel)
    found = {w.technician: w.reason for w in why(problem, planned(problem), "a")}
    assert found == {"able": "chosen", "unskilled": "skill", "barred": "barred", "short": "full"}


def test_slots_are_offered_cheapest_first_and_each_can_be_kept() -> None:
    problem = city(8, 6, 20)
    first = planned(problem)
    job = Job("new", 7, 1200, skills=frozenset({"lock"}))
    windows = [Window(s, s + 7200) for s in range(0, 36_000, 7200)]
    found = offers(problem, first, job, windows)
    assert [s.extra for s in found] == sorted(s.extra for s in found)
    assert found
    for slot in found:
        mine = replace(job, windows=(slot.window,))
        taken = replace(problem, jobs=(*problem.jobs, mine))
        assert check(taken, decide(taken, first, "new").plan) == ()


def test_a_slot_once_taken_is_not_offered_to_the_next() -> None:
    travel = np.zeros((1, 1), dtype=np.int64)
    problem = Problem((), (Technician("t", 0, 0, Window(0, 1000)),), travel)
    job = Job("first", 0, 900)
    assert len(offers(problem, planned(problem), job, [Window(0, 100)])) == 1
    taken = replace(problem, jobs=(replace(job, windows=(Window(0, 100),)),))
    second = Job("second", 0, 900)
    assert offers(taken, planned(taken), second, [Window(0, 100)]) == []


@slow
@given(problem=problems())
def test_the_quick_price_of_a_row_is_the_exact_one(problem: Problem) -> None:
    facts = Facts(problem)
    pricing = Pricing(facts)
    for who in range(len(problem.technicians)):
        row = tuple(j for j in range(len(problem.jobs)) if facts.allowed[who, j])
        for length in range(len(row) + 1):
            route = schedule(facts, who, list(row[:length]))
            exact = None if route is None else costs(facts, who, route).total
            assert pricing.price(who, row[:length]) == exact

"""The simulated day: nobody is in two places, luck is paired, ours keeps promises."""

from dataclasses import replace
from itertools import pairwise

import pytest

from bonafix.routing.simulate.base_plan import base_plan
from bonafix.routing.simulate.city import City, draw, standard
from bonafix.routing.simulate.compare import POLICIES, compare
from bonafix.routing.simulate.day import World
from bonafix.routing.simulate.measures import measure
from bonafix.routing.simulate.statistics import difference, interval


def small(**size: object) -> City:
    city = standard()
    wanted = {"technicians": 12, "booked": 50, "urgent": 30, "radius_km": 12, **size}
    return city.model_copy(update={"size": city.size.model_copy(update=wanted)})


def test_the_frozen_parameters_are_those_of_the_target() -> None:
    size = standard().size
    assert (size.radius_km, size.technicians, size.booked, size.urgent) == (25, 40, 190, 100)
    assert standard().promise_minutes == 30


def test_a_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert draw(small(), 1).tasks == draw(small(), 1).tasks
    assert draw(small(), 1).tasks != draw(small(), 2).tasks


@pytest.mark.parametrize("policy", list(POLICIES))
def test_every_visit_happens_once_after_the_way_there_and_work_never_overlaps(
    policy: str,
) -> None:
    drawn = draw(small(), 3)
    world = World(drawn, POLICIES[policy](), base_plan(drawn, 0))
    log: list[tuple[int, int, float]] = []
    original = World._work

    class Spied(World):
        def _work(self, index, worker, task):  # type: ignore[no-untyped-def]
            assert (worker.x, worker.y) == (task.x, task.y)
            assert task.skill in worker.person.skills
            assert self.now >= task.early and self.now >= task.reported
            log.append((index, task.index, self.now))
            original(self, index, worker, task)

    world.__class__ = Spied
    world.run()
    assert len({task for _, task, _ in log}) == len(log)
    done = {task for _, task, _ in log} | world.gone
    # Nearest idle lets a booked visit wait for ever; that must show in its figures.
    assert len(drawn.tasks) - len(done) == measure(world).unserved
    assert policy != "bonafix" or len(done) == len(drawn.tasks)
    for worker in range(len(drawn.people)):
        mine = sorted((at, task) for w, task, at in log if w == worker)
        for (at, task), (then, _) in pairwise(mine):
            assert then >= at + drawn.tasks[task].actual - 1e-6


def test_without_luck_and_load_everybody_is_in_time() -> None:
    city = small(urgent=4, booked=6, radius_km=4)
    still = city.model_copy(
        update={
            "travel": city.travel.model_copy(update={"noise": 0.0}),
            "mishaps": city.mishaps.model_copy(update={"cancel_share": 0.0}),
        }
    )
    found = compare(still, ["bonafix"], [1, 2])
    for figures in found.figures["bonafix"]:
        assert figures.urgent_in_time == 100 and figures.booked_late == 0


def test_ours_beats_the_others_on_a_small_city_too() -> None:
    found = compare(small(), list(POLICIES), range(3))
    ours = found.mean("bonafix", "urgent_in_time").mean
    assert ours > found.mean("nearest-idle", "urgent_in_time").mean
    late = found.mean("bonafix", "booked_late").mean
    assert late <= found.mean("earliest-arrival", "booked_late").mean


def test_intervals_are_those_of_students_t() -> None:
    one = interval([1.0, 2.0, 3.0])
    assert one.mean == 2 and one.high - one.mean == pytest.approx(4.303 / 3**0.5)
    assert difference([3.0, 4.0], [1.0, 2.0]).low == 2.0
    assert interval([5.0]).low == interval([5.0]).high == 5.0


def test_the_world_tells_a_policy_nothing_of_what_will_happen() -> None:
    drawn = draw(small(), 4)
    world = World(drawn, POLICIES["bonafix"](), base_plan(drawn, 0))
    world.run()
    longer = tuple(replace(t, actual=t.actual * 3) for t in drawn.tasks)
    other = World(replace(drawn, tasks=longer), POLICIES["bonafix"](), base_plan(drawn, 0))
    first = next(t for t in drawn.tasks if t.kind == "urgent").reported
    early = [t for t, at in world.begun.items() if at < min(first, drawn.city.day.start + 600)]
    other.run()
    assert [t for t in early if other.begun.get(t) != world.begun[t]] == []

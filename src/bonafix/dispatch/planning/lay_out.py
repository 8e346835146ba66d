"""Days and one job, laid out as a problem of `routing`. Pure.

One stretch of work is one technician of the problem. A visit that has not begun may begin
later than planned, but never later than a quarter of an hour before its promise ends, and
never earlier than the customer was told. Ticks are seconds from the first whole second; what
is booked loses its fractions, which `choose` gives back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

import numpy as np

from bonafix.dispatch.planning import prices
from bonafix.dispatch.planning.stretches import Stretch, stretches
from bonafix.dispatch.planning.ways import Spot, ways
from bonafix.dispatch.rules import Day, Job, PassedOver, Stop
from bonafix.routing.model import (
    HORIZON,
    Costs,
    Matrix,
    Plan,
    Problem,
    Promise,
    Rates,
    Route,
    Window,
)
from bonafix.routing.model import Job as Task
from bonafix.routing.model import Stop as Halt
from bonafix.routing.model import Technician as Worker

NEW = "new"
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Laid:
    """The problem with its plan as booked, and what its names stand for.

    `passed_over`: who cannot come whatever the plan, and whose day the planner cannot follow.
    """

    problem: Problem
    plan: Plan
    zero: datetime
    stretches: dict[str, Stretch]
    stops: dict[str, Stop]
    places: dict[str, int]  # where each visit is
    passed_over: tuple[PassedOver, ...]

    def at(self, tick: int) -> datetime:
        """The instant of a tick."""
        return self.zero + timedelta(seconds=tick)

    def technician(self, name: str) -> UUID:
        """Whose stretch this is."""
        return self.stretches[name].day.technician_id


def lay_out(job: Job, days: Sequence[Day], now: datetime, within: timedelta | None = None) -> Laid:
    """The problem of `job`, named `NEW`, among these days; `within`: only what begins that soon."""
    zero = now + timedelta(microseconds=-now.microsecond % 1_000_000)
    passed: list[PassedOver] = []
    mine: list[Stretch] = []
    for day in days:
        found = stretches(job, day, zero, within)
        if isinstance(found, PassedOver):
            passed.append(found)
        else:
            mine += found
    places, clock = _Places(), _Clock(zero)
    rows = [_row(stretch, places, clock) for stretch in mine]
    new = _new_task(job, places.node((job.place_code, job.point)), clock)
    travel, impossible = places.believed(rows)
    going = [row for row in rows if row[0].id not in impossible]
    kept = {stretch.name: stretch for stretch in mine if stretch.name not in impossible}
    passed += _left_alone(mine, kept)
    tasks = (*(task for _worker, row in going for task in row), new)
    problem = Problem(
        tasks,
        tuple(worker for worker, _row in going),
        travel,
        rates=Rates(travel=prices.ROAD),
    )
    return Laid(
        problem,
        Plan(tuple(_booked(*row) for row in going if row[1]), (), Costs()),
        zero,
        kept,
        {_name(stop): stop for stretch in mine for stop in stretch.stops},
        {task.id: task.place for task in tasks},
        tuple(passed),
    )


def _left_alone(mine: Sequence[Stretch], kept: dict[str, Stretch]) -> list[PassedOver]:
    """Days that cannot go as they are booked: nothing is put into them."""
    going = {stretch.day.technician_id for stretch in kept.values()}
    lost = {stretch.day.technician_id for stretch in mine} - going
    return [PassedOver(one, "no_time") for one in sorted(lost)]


Row = tuple[Worker, list[Task]]


@dataclass(frozen=True, slots=True)
class _Clock:
    zero: datetime

    def up(self, instant: datetime) -> int:
        return -((self.zero - instant) // SECOND)

    def down(self, instant: datetime) -> int:
        return (instant - self.zero) // SECOND


@dataclass
class _Places:
    """Places numbered as they come up, and the ways between them."""

    spots: dict[Spot, int] = field(default_factory=dict)

    def node(self, spot: Spot) -> int:
        return self.spots.setdefault(spot, len(self.spots))

    def believed(self, rows: list[Row]) -> tuple[Matrix, set[str]]:
        """Ways between all places, and the workers whose visits overlap as they are booked.

        What is booked one after the other is taken as possible: where the estimate says more,
        that visit gets a place of its own with the booked way.
        """
        found, impossible = ways(list(self.spots)), set()
        for worker, row in rows:
            place, free = worker.start, worker.shift.start
            for position, booked in enumerate(row):
                begins = booked.windows[0].start
                there, gap = booked.place, begins - free
                if gap < 0:
                    impossible.add(worker.id)
                    break
                if gap < found.item(place, there):
                    found, there = _with_twin(found, there), len(found)
                    row[position] = replace(booked, place=there)
                    found[place, there] = gap
                place, free = there, begins + booked.duration
        return found, impossible


def _with_twin(travel: Matrix, place: int) -> Matrix:
    """One more place, as far from all others as `place` is."""
    order = [*range(len(travel)), place]
    twin: Matrix = travel[np.ix_(order, order)]
    return twin


def _row(stretch: Stretch, places: _Places, clock: _Clock) -> Row:
    """The worker of this stretch and the visits booked in it, in their order."""
    tasks = [_task(stop, places, clock) for stop in stretch.stops]
    start, end = clock.down(stretch.free), clock.down(stretch.ends)
    last = max((task.windows[0].start + task.duration for task in tasks), default=end)
    shift = Window(start, max(start, end))
    where = places.node(stretch.spot)
    # What is booked beyond the end of the shift stays; nothing new goes there.
    over = max(0, last - shift.end)
    skills = stretch.day.skills
    return Worker(stretch.name, where, None, shift, skills=skills, overtime=over), tasks


def _task(stop: Stop, places: _Places, clock: _Clock) -> Task:
    start, end = clock.down(stop.arrives), clock.down(stop.span[1])
    latest = clock.down(stop.promised - prices.KEPT) if stop.promised else start
    return Task(
        _name(stop),
        places.node((stop.place_code, stop.point)),
        end - start,
        (Window(start, max(start, latest)),),
        soft=Window(start, start),
        late_cost=prices.PUSH,
    )


def _new_task(job: Job, node: int, clock: _Clock) -> Task:
    """Waiting costs from now on; an urgent report is as if it had been promised its half hour."""
    windows = tuple(Window(max(0, clock.up(a)), clock.down(b)) for a, b in job.windows)
    promise = None
    if job.urgent and job.arrive_within is not None:
        within = int((job.arrive_within - prices.URGENT_KEPT).total_seconds())
        promise = Promise(0, max(0, within), gain=prices.MISSED)
    return Task(
        NEW,
        node,
        ceil(job.duration.total_seconds()),
        windows or (Window(0, HORIZON),),
        soft=Window(0, 0),
        late_cost=prices.WAIT_URGENT if job.urgent else prices.WAIT,
        skills=job.skills,
        promise=promise,
    )


def _booked(worker: Worker, row: list[Task]) -> Route:
    halts = []
    for task in row:
        start = task.windows[0].start
        halts.append(Halt("job", task.id, start, start, start + task.duration))
    return Route(worker.id, worker.shift.start, halts[-1].end, tuple(halts))


def _name(stop: Stop) -> str:
    return str(stop.case_id or stop.name or stop.arrives)

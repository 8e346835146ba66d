"""One simulated day: events in order of time, technicians who drive, wait and work.

A technician who drives or waits can be sent elsewhere; one who works cannot. Policies see
expected durations and travel times only; what really happens is drawn in the task.
"""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bonafix.routing.simulate.city import DayDrawn, Person, Task

WORKING, DRIVING, IDLE = "working", "driving", "idle"


@dataclass(slots=True)
class Worker:
    """A technician in the course of the day; `queue` holds task indices not yet begun."""

    person: Person
    x: float
    y: float
    state: str = IDLE
    since: float = 0.0
    until: float = 0.0
    target: tuple[float, float] | None = None
    task: int | None = None
    queue: list[int] = field(default_factory=list)
    station: tuple[float, float] | None = None
    version: int = 0


class Policy(Protocol):
    """Decides queues. Everything it may know is in the world it is given."""

    name: str

    def begin(self, world: "World") -> None:
        """The day begins; queues hold the plan of the booked visits."""
        ...

    def urgent(self, world: "World", task: int) -> None:
        """An urgent report came in."""
        ...

    def changed(self, world: "World", worker: int | None) -> None:
        """A technician became free, a visit was cancelled, or some minutes passed (None)."""
        ...

    def leave_at(self, world: "World", worker: int) -> float:
        """When to set off to the first task of the queue."""
        ...


TICK = 300.0


class World:
    """The state of the day, and the machine that moves it."""

    def __init__(self, drawn: DayDrawn, policy: Policy, plan: list[list[int]]) -> None:
        self.drawn, self.policy = drawn, policy
        self.tasks: tuple[Task, ...] = drawn.tasks
        self.now = float(drawn.city.day.start)
        self.workers = [Worker(p, p.x, p.y) for p in drawn.people]
        self.begun: dict[int, float] = {}
        self.gone: set[int] = set()
        self.driven = 0.0
        self._events: list[tuple[float, int, str, int, int]] = []
        self._number = 0
        travel = drawn.city.travel
        self._pace = travel.detour / travel.kmh * 3600
        self._parking = travel.parking
        for worker, queue in zip(self.workers, plan, strict=True):
            worker.queue = list(queue)

    def seconds(self, ax: float, ay: float, bx: float, by: float) -> float:
        """Expected travel time."""
        far = math.hypot(ax - bx, ay - by)
        return far * self._pace + self._parking if far > 1e-9 else 0.0

    def place(self, worker: Worker) -> tuple[float, float]:
        """Where a technician is now."""
        if worker.state != DRIVING or worker.target is None:
            return worker.x, worker.y
        share = (self.now - worker.since) / max(1e-9, worker.until - worker.since)
        tx, ty = worker.target
        share = min(1.0, share)
        return worker.x + share * (tx - worker.x), worker.y + share * (ty - worker.y)

    def free(self, worker: Worker) -> float:
        """When the technician is expected to be free; work that overran may end any minute."""
        if worker.state != WORKING or worker.task is None:
            return self.now
        task = self.tasks[worker.task]
        return max(worker.since + task.expected, self.now + 0.15 * task.expected)

    def run(self) -> None:
        """The whole day."""
        day = self.drawn.city.day
        for task in self.tasks:
            if task.kind == "urgent":
                self._push(task.reported, "urgent", task.index, 0)
            if task.cancelled is not None:
                self._push(task.cancelled, "cancelled", task.index, 0)
        ticks = int((day.end + day.overtime - day.start) / TICK)
        for n in range(1, ticks):
            self._push(day.start + n * TICK, "tick", 0, 0)
        self.policy.begin(self)
        self._move_all()
        while self._events:
            at, _, kind, index, version = heapq.heappop(self._events)
            if at > day.end + day.overtime:
                break
            self.now = at
            HANDLERS[kind](self, index, version)

    def _push(self, at: float, kind: str, index: int, version: int) -> None:
        self._number += 1
        heapq.heappush(self._events, (at, self._number, kind, index, version))

    def _on_urgent(self, index: int, _version: int) -> None:
        self.policy.urgent(self, index)
        self._move_all()

    def _on_cancelled(self, index: int, _version: int) -> None:
        if index in self.begun:
            return
        self.gone.add(index)
        for worker in self.workers:
            if index in worker.queue:
                worker.queue.remove(index)
        self.policy.changed(self, None)
        self._move_all()

    def _on_tick(self, _index: int, _version: int) -> None:
        self.policy.changed(self, None)
        self._move_all()

    def _on_leave(self, index: int, version: int) -> None:
        if self.workers[index].version == version:
            self._move(index)

    def _on_arrived(self, index: int, version: int) -> None:
        worker = self.workers[index]
        if worker.version != version:
            return
        worker.x, worker.y = worker.target or (worker.x, worker.y)
        worker.state, worker.target, worker.since = IDLE, None, self.now
        self._move(index)

    def _on_done(self, index: int, version: int) -> None:
        worker = self.workers[index]
        if worker.version != version:
            return
        worker.state, worker.task, worker.since = IDLE, None, self.now
        self.policy.changed(self, index)
        self._move_all()

    def _move_all(self) -> None:
        for index in range(len(self.workers)):
            self._move(index)

    def _move(self, index: int) -> None:
        """Make a technician do what the queue says."""
        worker = self.workers[index]
        if worker.state == WORKING:
            return
        goal = self._goal(worker)
        if worker.state == DRIVING:
            if goal == worker.target:
                return
            worker.x, worker.y = self.place(worker)
            worker.state, worker.target, worker.since = IDLE, None, self.now
            worker.version += 1
        if goal is None:
            return
        if worker.queue:
            self._towards(index, worker, goal)
        elif goal != (worker.x, worker.y):
            self._drive(index, worker, goal, 1.0)

    def _goal(self, worker: Worker) -> tuple[float, float] | None:
        if worker.queue:
            task = self.tasks[worker.queue[0]]
            if self._early(worker):
                return worker.station or (worker.x, worker.y)
            return task.x, task.y
        return worker.station

    def _early(self, worker: Worker) -> bool:
        return self.policy.leave_at(self, worker.person.index) > self.now + 1

    def _towards(self, index: int, worker: Worker, goal: tuple[float, float]) -> None:
        task = self.tasks[worker.queue[0]]
        if (worker.x, worker.y) == (task.x, task.y):
            if task.early > self.now:
                self._later(index, worker, task.early)
            else:
                self._work(index, worker, task)
        elif goal == (task.x, task.y):
            self._drive(index, worker, goal, task.noise)
        else:
            if goal != (worker.x, worker.y):
                self._drive(index, worker, goal, 1.0)
            self._later(index, worker, self.policy.leave_at(self, index))

    def _later(self, index: int, worker: Worker, at: float) -> None:
        if worker.state == IDLE:
            worker.version += 1
        self._push(max(at, self.now + 1), "leave", index, worker.version)

    def _drive(self, index: int, worker: Worker, goal: tuple[float, float], noise: float) -> None:
        long = self.seconds(worker.x, worker.y, *goal) * noise
        self.driven += long
        worker.version += 1
        worker.state, worker.target = DRIVING, goal
        worker.since, worker.until = self.now, self.now + long
        self._push(worker.until, "arrived", index, worker.version)

    def _work(self, index: int, worker: Worker, task: Task) -> None:
        worker.queue.pop(0)
        worker.station = None
        worker.version += 1
        worker.state, worker.task, worker.since = WORKING, task.index, self.now
        self.begun[task.index] = self.now
        self._push(self.now + task.actual, "done", index, worker.version)


HANDLERS: dict[str, Callable[[World, int, int], None]] = {
    "urgent": World._on_urgent,
    "cancelled": World._on_cancelled,
    "tick": World._on_tick,
    "leave": World._on_leave,
    "arrived": World._on_arrived,
    "done": World._on_done,
}

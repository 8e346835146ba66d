"""How well a city is covered against the next urgent reports, and where an idle one helps.

Learned from the city's own history: points where urgent reports came from on other days, with
the skill they needed. A technician covers a point who could be there within the promise. The
chance that nobody can is taken as the product of each one's not being available.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from bonafix.routing.simulate.day import WORKING, World

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"


@dataclass(frozen=True, slots=True)
class CoverSettings:
    """`ready`: chance that a technician who could come may really be sent."""

    ready: float = 0.6
    margin: float = 300.0  # seconds of the promise kept back for bad luck on the way
    soon: float = 900.0  # who is free later than this covers nothing now
    horizon: float = 1800.0  # a report within this time counts
    least: float = 15.0  # points that a move must gain
    candidates: int = 40


class Cover:
    """The cover of one world; `refresh` before asking."""

    def __init__(self, world: World, settings: CoverSettings, missed: float, road: float) -> None:
        drawn = world.drawn
        self.world, self.settings = world, settings
        self.missed, self.road = missed, road
        self.points = drawn.history
        skills = np.array(drawn.history_skills)
        self.can = np.array(
            [[s in w.person.skills for s in skills] for w in world.workers], dtype=np.float64
        ).reshape(len(world.workers), len(skills))
        self.places = self.points[:: max(1, len(self.points) // settings.candidates)]
        self.promise = 60 * drawn.city.promise_minutes - settings.margin
        self.reach = (self._seconds(self.places, self.points) <= self.promise).astype(np.float64)
        day = drawn.city.day
        span = max(1, day.urgent_until - day.urgent_from)
        self.rate = drawn.city.size.urgent / span * settings.horizon
        self.covers = np.zeros_like(self.can)
        self.open = np.ones(len(self.points))

    def _seconds(self, a: Numbers, b: Numbers) -> Numbers:
        travel = self.world.drawn.city.travel
        far = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])
        way: Numbers = far * (travel.detour / travel.kmh * 3600) + travel.parking
        return way

    def refresh(self) -> None:
        """Who covers what now."""
        world = self.world
        where = np.array([world.place(w) for w in world.workers], dtype=np.float64)
        wait = np.array([world.free(w) - world.now for w in world.workers])
        taken = np.array([_urgent_ahead(world, i) for i in range(len(world.workers))])
        wait = np.where(taken | (wait > self.settings.soon), np.inf, wait)
        near = self._seconds(where, self.points) + wait[:, None] <= self.promise
        self.covers = near * self.can
        self.open = (1 - self.settings.ready) ** self.covers.sum(axis=0)

    def losses(self) -> list[float]:
        """For each technician: points lost over the horizon when taken away from the cover."""
        ready = self.settings.ready
        more = self.covers * self.open / (1 - ready) * ready
        share = more.mean(axis=1)
        return [float(v) for v in share * self.rate * self.missed]

    def station(self, index: int, spare: float) -> tuple[float, float] | None:
        """A better place to wait for somebody with `spare` seconds, or None.

        Spare time is that left for going there and on to the next visit.
        """
        ready = self.settings.ready
        others = self.open / np.where(self.covers[index] > 0, 1 - ready, 1.0)
        weight = others * self.can[index] * ready / max(1, len(self.points))
        now = float(weight @ self.covers[index])
        there = self.reach @ weight
        worker = self.world.workers[index]
        here = np.array([self.world.place(worker)])
        way = self._seconds(here, self.places)[0]
        gain = (there - now) * self.rate * self.missed - self.road * way
        gain = np.where(way < spare, gain, -np.inf)
        best = int(np.argmax(gain))
        if gain[best] < self.settings.least:
            return None
        # From now on this one covers from there.
        self.covers[index] = self.reach[best] * self.can[index]
        self.open = others * (1 - ready * self.covers[index])
        return float(self.places[best, 0]), float(self.places[best, 1])


def _urgent_ahead(world: World, index: int) -> bool:
    """Is this one already taken by an urgent visit, or is there work without a break ahead?"""
    worker = world.workers[index]
    if any(world.tasks[t].kind == "urgent" for t in worker.queue):
        return True
    if not worker.queue:
        return False
    first = world.tasks[worker.queue[0]]
    start = max(world.free(worker), first.early)
    # No room for a visit of half an hour before the next promise.
    return bool(worker.state == WORKING and start + 1800 > first.due)

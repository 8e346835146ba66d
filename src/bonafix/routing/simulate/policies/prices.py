"""What a queue is expected to cost, with what is not known taken as spread, not ignored."""

import math
from dataclasses import dataclass

import numpy as np

from bonafix.routing.simulate.day import WORKING, Worker, World


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices in points; a missed urgent visit is `urgent`."""

    urgent: float = 1000.0
    booked: float = 1500.0
    road: float = 0.03  # a second on the road
    slow: float = 0.05  # a second later for an urgent visit that is late anyway
    wait: float = 0.02  # a second of waiting for an urgent visit
    noise: float = 0.2  # spread of travel, share
    spread: float = 0.4  # spread of work, share


class Prices:
    """Costs of queues in one world at one moment."""

    def __init__(self, world: World, weights: Weights) -> None:
        self.world, self.weights = world, weights
        travel = world.drawn.city.travel
        self.pace = travel.detour / travel.kmh * 3600
        self.parking = travel.parking
        self.facts = [
            (t.x, t.y, t.early, t.due, t.expected, t.kind == "urgent", t.reported)
            for t in world.tasks
        ]
        self.starts: dict[int, tuple[float, float, float, float]] = {}
        self.lengths = world.drawn.lengths

    def left(self, worker: Worker) -> tuple[float, float]:
        """Seconds of work left and their variance, from how long visits took before."""
        if worker.state != WORKING or worker.task is None:
            return 0.0, 0.0
        expected = self.world.tasks[worker.task].expected
        passed = (self.world.now - worker.since) / expected
        rest = self.lengths[int(np.searchsorted(self.lengths, passed)) :]
        if len(rest) < 5:  # longer than nearly all before: it may end any time, or not
            return 0.5 * expected, (0.4 * expected) ** 2
        return float(rest.mean() - passed) * expected, float(rest.var()) * expected**2

    def refresh(self) -> None:
        """Where everyone is, and when free, changes with the clock."""
        world = self.world
        self.starts = {}
        for index, worker in enumerate(world.workers):
            x, y = world.place(worker)
            left, variance = self.left(worker)
            self.starts[index] = (world.now + left, x, y, variance)

    def queue(self, worker: int, queue: list[int]) -> float:
        """Expected cost of a queue."""
        at, x, y, variance = self.starts[worker]
        w, pace, parking, facts = self.weights, self.pace, self.parking, self.facts
        noise, spread = w.noise**2, w.spread**2
        total = 0.0
        for number in queue:
            tx, ty, early, due, long, urgent, reported = facts[number]
            far = math.hypot(x - tx, y - ty)
            way = far * pace + parking if far > 1e-9 else 0.0
            at += way
            variance += noise * way * way
            if at < early:
                variance = 0.0 if early - at > 2 * math.sqrt(variance) else variance * 0.3
                at = early
            slack = due - at
            score = 1.7 * slack / (math.sqrt(variance) + 30.0)
            missed = 1 / (1 + math.exp(score)) if -40 < score < 40 else float(score < 0)
            if urgent:
                total += w.urgent * missed + w.wait * (at - reported)
                total += w.slow * max(0.0, -slack)
            else:
                total += w.booked * missed + w.slow * max(0.0, -slack)
            total += w.road * way
            at += long
            variance += spread * long * long
            x, y = tx, ty
        return total

"""The house's own decision: days as booked in, a checked choice with every reason out."""

import gc
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bonafix.dispatch.planning.choose import choose
from bonafix.dispatch.rules import Day, Job, Point, Stop, travel_time

NOW = datetime(2026, 11, 24, 2, 0, 3, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
Place = tuple[str, Point]


def booked(technicians: int, days: int, seed: int) -> tuple[list[Place], list[Day]]:
    """Sixteen counties of one city; everybody has five visits on each day."""
    rng = random.Random(seed)
    places: list[Place] = [
        (f"31{i:04d}", (31.2 + rng.gauss(0, 0.1), 121.5 + rng.gauss(0, 0.1))) for i in range(16)
    ]
    made = []
    for number in range(technicians):
        base = rng.choice(places)
        shifts = [NOW + timedelta(days=day, hours=-2) for day in range(days)]
        stops = [s for start in shifts for s in _visits(rng, places, base, start, number)]
        at_work = tuple((start, start + timedelta(hours=11), "shift") for start in shifts)
        skills = frozenset({rng.choice("abc"), "lock"})
        made.append(Day(UUID(int=1 + number), *base, skills, at_work, tuple(stops)))
    return places, made


def _visits(
    rng: random.Random, places: list[Place], base: Place, start: datetime, number: int
) -> Iterator[Stop]:
    at, place = start + rng.uniform(60, 150) * MINUTE, base
    for visit in range(5):
        there = rng.choice(places)
        leaves = at + rng.uniform(0, 60) * MINUTE
        arrives = leaves + travel_time(*place, *there)
        at, place = arrives + rng.uniform(20, 60) * MINUTE, there
        case = UUID(int=10**9 + number * 1000 + (start.day % 31) * 10 + visit)
        yield Stop((leaves, at), arrives, *there, arrives + 60 * MINUTE, False, case)


def decisions() -> Iterator[dict[str, object]]:
    """Milliseconds of processor time, lay-out, choice, check and reasons together."""
    for technicians, days, urgent, runs in ((60, 1, True, 200), (60, 7, False, 50),
                                            (500, 1, True, 40)):  # fmt: skip
        places, mine = booked(technicians, days, technicians)
        rng, taken = random.Random(1), []
        within = 30 * MINUTE if urgent else None
        gc.freeze()
        for _ in range(runs):
            job = Job(*rng.choice(places), 40 * MINUTE, frozenset({"lock"}), (), urgent, within)
            began = time.process_time()
            choose(job, mine, NOW)
            taken.append(1000 * (time.process_time() - began))
        taken.sort()
        what = f"the house's decision, {technicians} technicians, {days} days"
        yield {"what": what, "p50_ms": taken[runs // 2], "p99_ms": taken[int(runs * 0.99)]}

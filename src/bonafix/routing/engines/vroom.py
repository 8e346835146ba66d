"""VROOM (pyvroom): a good plan of short, rich days within a second or two.

Traps met: its own time-out overruns and ruins the result at high exploration, so the
exploration is chosen by the size of the problem and runs untimed; it has no soft windows (the
wished window is given as hard, what does not fit is inserted later) and no overtime price.
"""

from dataclasses import dataclass

import numpy as np
import vroom

from bonafix.routing.engines.base import Deadline, Sequences
from bonafix.routing.facts import Facts
from bonafix.routing.model import Job, Technician, Window

LATEST = 2**31


@dataclass
class Vroom:
    """`exploration` 0 to 5; None: chosen by the time there is."""

    exploration: int | None = None
    name: str = "vroom"

    def fits(self, facts: Facts) -> bool:
        """No depot trips, and times within its 32 bits."""
        travel = facts.problem.travel
        return facts.problem.depot is None and bool(travel.size) and int(travel.max()) < LATEST

    def solve(
        self, facts: Facts, deadline: Deadline, start: Sequences | None, seed: int
    ) -> Sequences:
        """One run; `start` and `seed` are not used: it is deterministic and builds its own."""
        problem = facts.problem
        empty: Sequences = [[] for _ in problem.technicians]
        if not problem.jobs or not problem.technicians:
            return empty
        words = _Words(facts)
        case = vroom.Input()
        case.set_durations_matrix("car", problem.travel.astype(np.uint32))
        parts = sorted({p for j in problem.jobs for p in j.parts})
        possible = {i for i in range(len(problem.jobs)) if _possible(facts, i)}
        if not possible:
            return empty
        for index, job in enumerate(problem.jobs):
            if index in possible:
                case.add_job(_job(index, job, facts.windows[index], words, parts))
        for index, who in enumerate(problem.technicians):
            case.add_vehicle(_vehicle(index, who, words, parts))
        level = self.exploration if self.exploration is not None else _level(facts, deadline)
        found = case.solve(exploration_level=level, nb_threads=1)
        return _read(found, empty)


class _Words:
    """Skills, pins and bars as VROOM's skill numbers."""

    def __init__(self, facts: Facts) -> None:
        problem = facts.problem
        self.numbers: dict[str, int] = {}
        self.jobs = problem.jobs
        for job in problem.jobs:
            for word in self.of_job(job):
                self.numbers.setdefault(word, len(self.numbers))

    def of_job(self, job: Job) -> list[str]:
        words = [f"skill {s}" for s in job.skills] + [f"tool {t}" for t in job.tools]
        words += [f"pin {job.pin}"] if job.pin is not None else []
        return words + ([f"bar {job.id}"] if job.barred else [])

    def needed(self, job: Job) -> set[int]:
        return {self.numbers[w] for w in self.of_job(job)}

    def given(self, who: Technician) -> set[int]:
        words = [f"skill {s}" for s in who.skills] + [f"tool {t}" for t in who.tools]
        words += [f"pin {who.id}"]
        words += [f"bar {job.id}" for job in self.jobs if job.barred and who.id not in job.barred]
        return {self.numbers[w] for w in words if w in self.numbers}


def _level(facts: Facts, deadline: Deadline) -> int:
    """x1 takes about 2 s for 300 jobs, x3 twelve; growth is a little more than square."""
    work = 2.1 * (len(facts.problem.jobs) / 300) ** 2.2
    left = deadline.left()
    if left > 9 * work:
        return 3
    return 1 if left > 1.2 * work else 0


def _window(window: Window) -> vroom.TimeWindow:
    return vroom.TimeWindow(max(0, window.start), max(0, min(window.end, LATEST)))


def _wished(job: Job, windows: tuple[Window, ...]) -> list[Window]:
    """Hard windows cut to the wished one, where that leaves anything."""
    if job.soft is None or not job.late_cost:
        return list(windows)
    cut = [Window(w.start, min(w.end, job.soft.end)) for w in windows]
    return [w for w in cut if w.start <= w.end] or list(windows)


def _job(
    index: int, job: Job, windows: tuple[Window, ...], words: _Words, parts: list[str]
) -> vroom.Job:
    open_windows = [w for w in _wished(job, windows) if w.end >= 0]
    return vroom.Job(
        id=index,
        location=job.place,
        default_service=job.duration,
        delivery=[job.parts.get(p, 0) for p in parts],
        skills=words.needed(job),
        priority=job.priority,
        time_windows=[_window(w) for w in open_windows],
    )


def _vehicle(index: int, who: Technician, words: _Words, parts: list[str]) -> vroom.Vehicle:
    pauses = [
        vroom.Break(number, [_window(Window(b.earliest, b.latest))], b.duration)
        for number, b in enumerate(who.breaks)
    ]
    return vroom.Vehicle(
        id=index,
        start=who.start,
        end=who.end,
        capacity=[who.stock.get(p, 0) for p in parts],
        skills=words.given(who),
        time_window=_window(Window(who.shift.start, who.shift.end + who.overtime)),
        breaks=pauses,
        costs=vroom.VehicleCosts(fixed=who.fixed_cost),
    )


def _read(found: "vroom.solution.solution.Solution", empty: Sequences) -> Sequences:
    for route in found.to_dict()["routes"]:
        jobs = [int(step["id"]) for step in route["steps"] if step["type"] == "job"]
        empty[int(route["vehicle"])] = jobs
    return empty


def _possible(facts: Facts, job: int) -> bool:
    """Somebody may do it, at a time that is not before the zero of the clock."""
    windows = facts.windows[job]
    return bool(windows) and windows[-1].end >= 0 and bool(facts.allowed[:, job].any())

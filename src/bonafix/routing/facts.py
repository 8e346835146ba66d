"""A problem laid out for fast search: indices instead of ids, who may do what.

Everything that searches uses this; the checker does not.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bonafix.routing.model import HORIZON, Job, Matrix, Problem, Technician, Window

DEPOT = -1


@dataclass(frozen=True)
class Facts:
    """`problem` with what the engines ask all the time."""

    problem: Problem

    @cached_property
    def legs(self) -> list[list[int]]:
        """Travel as nested lists: scalar access is several times faster than in numpy."""
        rows: list[list[int]] = self.problem.travel.tolist()
        return rows

    def leg(self, a: int, b: int) -> int:
        """Travel between two places, without turning the whole matrix into lists first."""
        return int(self.problem.travel.item(a, b))

    @cached_property
    def windows(self) -> list[tuple[Window, ...]]:
        """Hard windows of each job; a pinned start is a window of one instant."""
        return [hard_windows(job) for job in self.problem.jobs]

    @cached_property
    def job_index(self) -> dict[str, int]:
        """Job id → index."""
        return {job.id: index for index, job in enumerate(self.problem.jobs)}

    @cached_property
    def technician_index(self) -> dict[str, int]:
        """Technician id → index."""
        return {who.id: index for index, who in enumerate(self.problem.technicians)}

    @cached_property
    def allowed(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """[technician, job]: may this technician do it at all (skills, pins, bars, stock)?"""
        depot = self.problem.depot is not None
        table = [
            [may(who, job, depot) for job in self.problem.jobs] for who in self.problem.technicians
        ]
        shape = (len(self.problem.technicians), len(self.problem.jobs))
        return np.array(table, dtype=np.bool_).reshape(shape)

    @cached_property
    def needs_depot(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """[technician, job]: only after a visit to the depot, whatever else is done."""
        table = [
            [not carries(who, job) for job in self.problem.jobs] for who in self.problem.technicians
        ]
        shape = (len(self.problem.technicians), len(self.problem.jobs))
        return np.array(table, dtype=np.bool_).reshape(shape)

    def skip_cost(self, job: int) -> int:
        """What leaving this job out costs."""
        one = self.problem.jobs[job]
        return (self.problem.rates.left_out * (one.priority + 1)) // 101 * one.workers


def hard_windows(job: Job) -> tuple[Window, ...]:
    """The windows that bind, in order of time."""
    windows = job.windows or (Window(-HORIZON, HORIZON),)
    if job.pin_start is None:
        return _merged(windows)
    if any(w.start <= job.pin_start <= w.end for w in windows):
        return (Window(job.pin_start, job.pin_start),)
    return ()


def _merged(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """In order of time, overlapping ones made one; those that never open left away."""
    found: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.start, w.end)):
        if found and window.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, window.end))
        elif window.start <= window.end:
            found.append(window)
    return tuple(found)


def carries(who: Technician, job: Job) -> bool:
    """Has the technician all tools, and parts enough for this job alone?"""
    return job.tools <= who.tools and all(who.stock.get(p, 0) >= n for p, n in job.parts.items())


def may(who: Technician, job: Job, depot: bool) -> bool:
    """Skills, pins and bars; tools and parts too when there is no depot to fetch them."""
    if not job.skills <= who.skills or who.id in job.barred:
        return False
    if job.pin not in (None, who.id):
        return False
    return depot or carries(who, job)


def without(problem: Problem, jobs: set[str]) -> Problem:
    """The same problem with some jobs taken out."""
    return replace(problem, jobs=tuple(j for j in problem.jobs if j.id not in jobs))


def euclidean(points: list[tuple[float, float]], scale: int, *, rounded: bool = False) -> Matrix:
    """Distances in ticks, cut off (DIMACS: at one decimal for scale 10) or rounded."""
    where = np.array(points, dtype=np.float64).reshape(-1, 2)
    gap = where[:, None, :] - where[None, :, :]
    length = np.hypot(gap[..., 0], gap[..., 1]) * scale
    exact = np.rint(length) if rounded else np.floor(length + 1e-9)
    return exact.astype(np.int64)

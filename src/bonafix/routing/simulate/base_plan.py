"""The plan of the booked visits that every policy starts its day from."""

import numpy as np

from bonafix.routing.engines.base import Deadline
from bonafix.routing.engines.vroom import Vroom
from bonafix.routing.model import Job, Problem, Rates, Technician, Window
from bonafix.routing.planner import plan
from bonafix.routing.simulate.city import DayDrawn


def problem_of(drawn: DayDrawn) -> Problem:
    """The booked visits of a day as a planning problem, in seconds."""
    city = drawn.city
    booked = [t for t in drawn.tasks if t.kind == "booked"]
    points = [(p.x, p.y) for p in drawn.people] + [(t.x, t.y) for t in booked]
    where = np.array(points, dtype=np.float64)
    far = np.hypot(*(where[:, None, :] - where[None, :, :]).transpose(2, 0, 1))
    way = far * city.travel.detour / city.travel.kmh * 3600 + city.travel.parking
    travel = np.rint(np.where(far > 0, way, 0)).astype(np.int64)
    first = len(drawn.people)
    jobs = tuple(
        Job(
            id=str(t.index),
            place=first + n,
            duration=round(t.expected),
            windows=(Window(round(t.early), round(t.due)),),
            skills=frozenset({t.skill}),
        )
        for n, t in enumerate(booked)
    )
    day = Window(city.day.start, city.day.end)
    people = tuple(
        Technician(str(p.index), p.index, None, day, skills=p.skills, overtime=city.day.overtime)
        for p in drawn.people
    )
    return Problem(jobs, people, travel, rates=Rates(left_out=10**7))


def base_plan(drawn: DayDrawn, exploration: int = 1) -> list[list[int]]:
    """Task indices for each technician."""
    problem = problem_of(drawn)
    queues: list[list[int]] = [[] for _ in drawn.people]
    if not problem.jobs:
        return queues
    found = plan(problem, Deadline(30.0), engines=[Vroom(exploration)])
    for route in found.routes:
        queues[int(route.technician)] = [int(j) for j in route.jobs]
    for name in found.unassigned:  # nobody is told no: the least loaded takes it at the end
        task = drawn.tasks[int(name)]
        able = [p.index for p in drawn.people if task.skill in p.skills]
        if able:
            queues[min(able, key=lambda i: len(queues[i]))].append(int(name))
    return queues

"""Is a plan allowed, and does it cost what it says? Shares no code with the solvers.

It walks the stated times of a plan against the problem and names every fault. It plans
nothing, so it can be read in one go and believed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bonafix.routing.model import Break, Job, Plan, Problem, Route, Stop, Technician


@dataclass(frozen=True, slots=True)
class Fault:
    """What rule a plan breaks, where, in words. `rule` is a stable word."""

    rule: str
    where: str
    what: str


def check(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """All faults of `plan`; none means that it may be used."""
    people = {who.id: who for who in problem.technicians}
    jobs = {job.id: job for job in problem.jobs}
    faults: list[Fault] = [*_roster(plan, people, jobs)]
    if faults:
        return tuple(faults)
    for route in plan.routes:
        faults += _times(problem, people[route.technician], route, jobs)
        faults += _day(people[route.technician], route)
        faults += _pauses(people[route.technician], route)
        faults += _carried(problem, people[route.technician], route, jobs)
        for stop in route.stops:
            if stop.job is not None:
                faults += _job(people[route.technician], jobs[stop.job], stop)
    faults += [*_counts(plan, jobs), *_twice(plan)]
    if not faults and (told := plan.costs.total) != (real := recount(problem, plan)):
        faults.append(Fault("cost", "plan", f"it says {told} and costs {real}"))
    return tuple(faults)


def _roster(plan: Plan, people: dict[str, Technician], jobs: dict[str, Job]) -> Iterator[Fault]:
    seen = Counter(route.technician for route in plan.routes)
    for name, times in seen.items():
        if name not in people:
            yield Fault("unknown", name, "there is no such technician")
        if times > 1:
            yield Fault("twice", name, "the technician has two routes")
    named = [s.job for r in plan.routes for s in r.stops if s.kind == "job"]
    for one in [*named, *plan.unassigned]:
        if one not in jobs:
            yield Fault("unknown", str(one), "there is no such job")


def _counts(plan: Plan, jobs: dict[str, Job]) -> Iterator[Fault]:
    starts: dict[str, list[int]] = {}
    for route in plan.routes:
        for stop in route.stops:
            if stop.job is not None:
                starts.setdefault(stop.job, []).append(stop.start)
    for name, job in jobs.items():
        wanted = 0 if name in plan.unassigned else job.workers
        found = starts.get(name, [])
        if len(found) != wanted:
            yield Fault("count", name, f"{len(found)} technicians are sent, {wanted} wanted")
        elif len(set(found)) > 1:
            yield Fault("together", name, "its workers do not begin together")


def _twice(plan: Plan) -> Iterator[Fault]:
    for route in plan.routes:
        for name, times in Counter(route.jobs).items():
            if times > 1:
                yield Fault("twice", name, f"{route.technician} does it {times} times")
    for name, times in Counter(plan.unassigned).items():
        if times > 1:
            yield Fault("twice", name, "it is named as left out more than once")


def _place(problem: Problem, jobs: dict[str, Job], stop: Stop) -> int | None:
    return problem.depot if stop.job is None else jobs[stop.job].place


def _length(problem: Problem, jobs: dict[str, Job], stop: Stop) -> int:
    return problem.depot_duration if stop.job is None else jobs[stop.job].duration


def _times(
    problem: Problem, who: Technician, route: Route, jobs: dict[str, Job]
) -> Iterator[Fault]:
    """Travel fits between stops, pauses on the way included; work is as long as it is."""
    place, free, paused = who.start, route.leave, 0
    previous = route.leave
    for stop in route.stops:
        name = stop.job or stop.kind
        if not previous <= stop.arrive <= stop.start <= stop.end:
            yield Fault("overlap", who.id, f"{name} overlaps what is before it")
        previous = stop.end
        if stop.kind == "break":
            paused += stop.end - stop.start
            continue
        there = _place(problem, jobs, stop)
        if there is None:
            yield Fault("depot", who.id, "there is no depot in this problem")
            return
        if stop.start < free + int(problem.travel[place, there]) + paused:
            yield Fault("travel", who.id, f"{name} begins before the technician can be there")
        if stop.end - stop.start != _length(problem, jobs, stop):
            yield Fault("duration", who.id, f"{name} has a wrong duration")
        place, free, paused = there, stop.end, 0
    home = 0 if who.end is None else int(problem.travel[place, who.end])
    if route.stops and route.back < free + home + paused:
        yield Fault("travel", who.id, "the day ends before the technician can be home")


def _day(who: Technician, route: Route) -> Iterator[Fault]:
    if not route.stops:
        return
    if route.leave < who.shift.start:
        yield Fault("shift", who.id, "the day begins before the shift")
    if route.back > who.shift.end + who.overtime:
        yield Fault("shift", who.id, "the day ends after the shift and its overtime")
    if sum(1 for stop in route.stops if stop.kind == "depot") > 1:
        yield Fault("depot", who.id, "the depot is visited more than once")


def _pauses(who: Technician, route: Route) -> Iterator[Fault]:
    """Every break of the day is taken once, inside its window, at full length."""
    if not route.stops:
        return
    left: list[Break] = sorted(who.breaks, key=lambda b: b.latest)
    for stop in route.stops:
        if stop.kind != "break":
            continue
        if not left:
            yield Fault("break", who.id, "a break is taken that is not due")
            return
        due = left.pop(0)
        if stop.end - stop.start != due.duration:
            yield Fault("break", who.id, "a break has a wrong duration")
        if not due.earliest <= stop.start <= due.latest:
            yield Fault("break", who.id, "a break is too early or too late")
    if left:
        yield Fault("break", who.id, "a break is missing")


def _carried(
    problem: Problem, who: Technician, route: Route, jobs: dict[str, Job]
) -> Iterator[Fault]:
    """Tools and parts are on the van when they are needed."""
    used: Counter[str] = Counter()
    for stop in route.stops:
        if stop.kind == "depot" and problem.depot is not None:
            return
        if stop.job is None:
            continue
        job = jobs[stop.job]
        if job.tools - who.tools:
            yield Fault("tool", stop.job, f"{who.id} has not the tools for it")
        used.update(job.parts)
        for part in job.parts:
            if used[part] > who.stock.get(part, 0):
                yield Fault("part", stop.job, f"{who.id} has not enough of {part}")


def _job(who: Technician, job: Job, stop: Stop) -> Iterator[Fault]:
    if job.skills - who.skills:
        yield Fault("skill", job.id, f"{who.id} has not the skills for it")
    if who.id in job.barred:
        yield Fault("barred", job.id, f"{who.id} is barred from it")
    if job.pin is not None and job.pin != who.id:
        yield Fault("pin", job.id, f"it is pinned to {job.pin}, not to {who.id}")
    if job.pin_start is not None and job.pin_start != stop.start:
        yield Fault("pin", job.id, "its start is pinned to another time")
    if job.windows and not any(w.start <= stop.start <= w.end for w in job.windows):
        yield Fault("window", job.id, "it begins outside its windows")


def recount(problem: Problem, plan: Plan) -> int:
    """What the plan costs by its own stated times."""
    people = {who.id: who for who in problem.technicians}
    jobs = {job.id: job for job in problem.jobs}
    total = sum(_route_cost(problem, people[r.technician], r, jobs) for r in plan.routes if r.stops)
    for name in plan.unassigned:
        weight = (problem.rates.left_out * (jobs[name].priority + 1)) // 101
        total += weight * jobs[name].workers
    return total


def _route_cost(problem: Problem, who: Technician, route: Route, jobs: dict[str, Job]) -> int:
    rates = problem.rates
    path = [who.start]
    path += [
        p for s in route.stops if s.kind != "break" and (p := _place(problem, jobs, s)) is not None
    ]
    path += [] if who.end is None else [who.end]
    total = rates.travel * sum(int(problem.travel[a, b]) for a, b in pairwise(path))
    total += rates.working * (route.back - route.leave)
    total += who.overtime_cost * max(0, route.back - who.shift.end)
    total += who.fixed_cost
    for stop in route.stops:
        if stop.job is not None:
            total += _visit_cost(rates.stranger, who, jobs[stop.job], stop.start)
    return total


def _visit_cost(stranger: int, who: Technician, job: Job, start: int) -> int:
    total = stranger if job.preferred and who.id not in job.preferred else 0
    if job.soft is not None and start > job.soft.end:
        total += job.late_cost * (start - job.soft.end)
    if job.promise is not None:
        moved = abs(start - job.promise.start) > job.promise.tolerance
        other = job.promise.technician not in (None, who.id)
        total += job.promise.gain if moved or other else 0
    return total


def distance(problem: Problem, plan: Plan) -> int:
    """Length of all routes in ticks of the distance matrix (travel where there is none)."""
    lengths = problem.travel if problem.distance is None else problem.distance
    people = {who.id: who for who in problem.technicians}
    jobs = {job.id: job for job in problem.jobs}
    total = 0
    for route in plan.routes:
        who = people[route.technician]
        stops = [s for s in route.stops if s.kind != "break"]
        if not stops:
            continue
        path = [who.start, *(p for s in stops if (p := _place(problem, jobs, s)) is not None)]
        path += [] if who.end is None else [who.end]
        total += sum(int(lengths[a, b]) for a, b in pairwise(path))
    return total

"""When things happen on a route, and what the route costs.

One forward pass places every job as early as possible; breaks go where they delay least; then
the start of the day is put off as far as nothing gets later. A break may interrupt a drive.
"""

from dataclasses import dataclass

from bonafix.routing.facts import DEPOT, Facts
from bonafix.routing.model import Costs, Job, Route, Stop, Technician

FOREVER = 1 << 60


@dataclass(slots=True)
class _Clock:
    """Where a technician is while a route is walked."""

    now: int
    place: int
    pending: list[int]  # indices of breaks not yet taken, in order of time


def schedule(facts: Facts, who: int, sequence: list[int]) -> Route | None:
    """The times of `sequence` (job indices, `DEPOT` for the depot), or None if impossible."""
    technician = facts.problem.technicians[who]
    if not stocked(facts, who, sequence):
        return None
    if not sequence:
        return Route(technician.id, technician.shift.start, technician.shift.start, ())
    first = _walk(facts, technician, sequence, technician.shift.start)
    if first is None:
        return None
    leave = _latest_leave(facts, technician, sequence, first)
    if leave <= technician.shift.start:
        return first
    later = _walk(facts, technician, sequence, leave)
    return later if later is not None and later.back == first.back else first


def stocked(facts: Facts, who: int, sequence: list[int]) -> bool:
    """Tools and parts suffice at every job; everything is there after the depot."""
    left = dict(facts.problem.technicians[who].stock)
    tools = facts.problem.technicians[who].tools
    for one in sequence:
        if one == DEPOT:
            return facts.problem.depot is not None and DEPOT not in _after(sequence)
        job = facts.problem.jobs[one]
        if not job.tools <= tools:
            return False
        for part, number in job.parts.items():
            left[part] = left.get(part, 0) - number
            if left[part] < 0:
                return False
    return True


def _after(sequence: list[int]) -> list[int]:
    return sequence[sequence.index(DEPOT) + 1 :]


def _walk(facts: Facts, who: Technician, sequence: list[int], leave: int) -> Route | None:
    order = sorted(range(len(who.breaks)), key=lambda b: who.breaks[b].latest)
    clock = _Clock(leave, who.start, order)
    stops: list[Stop] = []
    for one in sequence:
        if not _step(facts, who, one, clock, stops):
            return None
    home = facts.leg(clock.place, who.end) if who.end is not None else 0
    back = _breaks(who, clock, clock.now + home, FOREVER, stops)
    if back is None or clock.pending or back > who.shift.end + who.overtime:
        return None
    return Route(who.id, leave, back, tuple(stops))


def _step(facts: Facts, who: Technician, one: int, clock: _Clock, stops: list[Stop]) -> bool:
    problem = facts.problem
    if one == DEPOT:
        place, length = problem.depot, problem.depot_duration
        if place is None:
            return False
    else:
        place, length = problem.jobs[one].place, problem.jobs[one].duration
    arrive = clock.now + facts.leg(clock.place, place)
    start = _opens(facts, one, arrive)
    if start is None:
        return False
    if clock.pending:
        after = _breaks(who, clock, arrive, start, stops, start + length)
        start = None if after is None else _opens(facts, one, after)
        if after is None or start is None:
            return False
        arrive = after
    name = None if one == DEPOT else problem.jobs[one].id
    kind = "depot" if one == DEPOT else "job"
    stops.append(Stop(kind, name, arrive, start, start + length))  # type: ignore[arg-type]
    clock.now, clock.place = start + length, place
    return True


def _opens(facts: Facts, one: int, arrive: int) -> int | None:
    """The first moment from `arrive` on at which this may begin."""
    if one == DEPOT:
        return arrive
    for window in facts.windows[one]:
        if arrive <= window.end:
            return max(arrive, window.start)
    return None


def _breaks(
    who: Technician,
    clock: _Clock,
    arrive: int,
    start: int,
    stops: list[Stop],
    ends: int | None = None,
) -> int | None:
    """Take the breaks that fit into waiting, or that cannot wait till the next job is over.

    Gives the arrival with them, None when one comes too late. `ends` None: the day's last leg.
    """
    while clock.pending:
        pause = who.breaks[clock.pending[0]]
        begin = max(clock.now, pause.earliest)
        after = max(arrive + pause.duration, begin + pause.duration)
        fits = after <= start and ends is not None
        must = ends is None or ends > pause.latest
        if not (fits or must):
            return arrive
        if begin > pause.latest:
            return None
        stops.append(Stop("break", None, begin, begin, begin + pause.duration))
        clock.pending.pop(0)
        clock.now, arrive = begin + pause.duration, after
    return arrive


def _latest_leave(facts: Facts, who: Technician, sequence: list[int], first: Route) -> int:
    """How late the day can begin with the same end and nothing later than wished."""
    pauses = [s for s in first.stops if s.kind == "break"]
    if pauses:  # with breaks in the day, only the wait before the first job is given back
        head = first.stops[0]
        return first.leave + (head.start - head.arrive if head.kind == "job" else 0)
    place = who.start
    slack = FOREVER
    waited = 0
    for one, stop in zip(sequence, first.stops, strict=True):
        waited += stop.start - stop.arrive
        limit = _limit(facts, one, stop) - stop.start
        slack = min(slack, waited + max(0, limit))
        place = place if one == DEPOT else facts.problem.jobs[one].place
    return first.leave + min(slack, waited)


def _limit(facts: Facts, one: int, stop: Stop) -> int:
    """The latest start that costs nothing more."""
    if one == DEPOT:
        return FOREVER
    job = facts.problem.jobs[one]
    ends = [w.end for w in facts.windows[one] if w.start <= stop.start <= w.end]
    limit = min(ends, default=stop.start)
    if job.soft is not None and job.late_cost:
        limit = min(limit, max(job.soft.end, stop.start))
    if job.promise is not None:
        limit = min(limit, max(job.promise.start + job.promise.tolerance, stop.start))
    return limit


def costs(facts: Facts, who: int, route: Route) -> Costs:
    """What a route costs, by cause."""
    problem = facts.problem
    technician = problem.technicians[who]
    if not route.stops:
        return Costs()
    rates = problem.rates
    jobs = [(problem.jobs[facts.job_index[s.job]], s) for s in route.stops if s.job is not None]
    return Costs(
        travel=rates.travel * driven(facts, technician, route),
        working=rates.working * (route.back - route.leave),
        overtime=technician.overtime_cost * max(0, route.back - technician.shift.end),
        late=sum(lateness(job, stop.start) for job, stop in jobs),
        technicians=technician.fixed_cost,
        strangers=rates.stranger
        * sum(1 for j, _ in jobs if j.preferred and technician.id not in j.preferred),
        promises=sum(broken(job, technician.id, stop.start) for job, stop in jobs),
    )


def lateness(job: Job, start: int) -> int:
    """Cost of beginning after the wished window."""
    return job.late_cost * max(0, start - job.soft.end) if job.soft is not None else 0


def broken(job: Job, technician: str, start: int) -> int:
    """Cost of changing what the customer was told."""
    if job.promise is None:
        return 0
    kept = abs(start - job.promise.start) <= job.promise.tolerance and (
        job.promise.technician in (None, technician)
    )
    return 0 if kept else job.promise.gain


def driven(facts: Facts, who: Technician, route: Route) -> int:
    """Ticks of travel on a route, the way home included."""
    place, total = who.start, 0
    for stop in route.stops:
        if stop.kind == "break":
            continue
        index = None if stop.job is None else facts.job_index[stop.job]
        depot = facts.problem.depot
        there = depot if index is None else facts.problem.jobs[index].place
        if there is None:
            continue
        total += facts.leg(place, there)
        place = there
    return total + (facts.leg(place, who.end) if who.end is not None else 0)

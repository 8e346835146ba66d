"""Jobs for several workers, made into jobs for one: a clone each, pinned to one start.

Engines know jobs for one person. Before they run, each team's members and start are chosen by
insertion (earliest start that all can keep, cheapest members); afterwards clones become one
job again. A team that cannot be formed stays whole, so that it is left out as a whole.
"""

from dataclasses import replace

from bonafix.routing.facts import Facts, may
from bonafix.routing.model import Job, Plan, Problem, Route, Stop
from bonafix.routing.timing import schedule

MARK = "\x1f"


def split(problem: Problem) -> tuple[Problem, tuple[str, ...]]:
    """Teams replaced by pinned clones; ids of the teams that cannot be formed."""
    crews = [job for job in problem.jobs if job.workers > 1]
    if not crews:
        return problem, ()
    single = [job for job in problem.jobs if job.workers == 1]
    fixed: list[Job] = [j for j in single if j.pin is not None and j.pin_start is not None]
    rest = [j for j in single if j not in fixed]
    impossible: list[str] = []
    for crew in sorted(crews, key=lambda j: (-j.priority, j.windows[0].end if j.windows else 0)):
        clones = _form(problem, fixed, crew)
        if clones:
            fixed += clones
        else:
            impossible.append(crew.id)
    return replace(problem, jobs=tuple(fixed + rest)), tuple(impossible)


def _form(problem: Problem, fixed: list[Job], crew: Job) -> list[Job]:
    """Clones of `crew` at the earliest start that enough technicians can keep."""
    best: list[Job] = []
    for start in _starts(problem, crew):
        people = _who_can(problem, fixed, crew, start)
        if len(people) >= crew.workers:
            chosen = sorted(people)[: crew.workers]
            best = [
                replace(crew, id=f"{crew.id}{MARK}{n}", pin=name, pin_start=start, workers=1)
                for n, (_, name) in enumerate(chosen)
            ]
            break
    return best


def _starts(problem: Problem, crew: Job) -> list[int]:
    """Starts worth trying: window openings and every quarter of a duration after them."""
    if crew.pin_start is not None:
        return [crew.pin_start]
    step = max(1, crew.duration // 4)
    shifts = [t.shift for t in problem.technicians]
    first = min((s.start for s in shifts), default=0)
    last = max((s.end for s in shifts), default=0)
    spans = [(max(w.start, first), min(w.end, last)) for w in crew.windows] or [(first, last)]
    return [t for begin, end in spans for t in range(begin, end + 1, step)]


def _who_can(problem: Problem, fixed: list[Job], crew: Job, start: int) -> list[tuple[int, str]]:
    """(spare skills and way, id) of everyone who can be there with what is fixed already."""
    found = []
    for index, who in enumerate(problem.technicians):
        if not may(who, crew, problem.depot is not None):
            continue
        mine = replace(crew, pin=who.id, pin_start=start, workers=1)
        jobs = sorted(
            [j for j in fixed if j.pin == who.id] + [mine], key=lambda j: j.pin_start or 0
        )
        facts = Facts(replace(problem, jobs=tuple(jobs)))
        if schedule(facts, index, list(range(len(jobs)))) is not None:
            way = int(problem.travel[who.start, crew.place])
            found.append((way + 1000 * len(who.skills - crew.skills), who.id))
    return found


def join(plan: Plan, problem: Problem) -> Plan:
    """The plan with clones named as the jobs they are; half a team is no team."""
    missing = {name.split(MARK)[0] for name in plan.unassigned if MARK in name}
    if not any(job.workers > 1 for job in problem.jobs):
        return plan
    routes = tuple(replace(r, stops=_real(r, missing)) for r in plan.routes)
    single = tuple(name for name in plan.unassigned if MARK not in name)
    return replace(plan, routes=routes, unassigned=(*single, *sorted(missing)))


def _real(route: Route, missing: set[str]) -> tuple[Stop, ...]:
    named = [replace(s, job=s.job.split(MARK)[0]) if s.job else s for s in route.stops]
    return tuple(s for s in named if s.job not in missing)

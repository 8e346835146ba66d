"""Why this technician and no other; what would have to change for a job left out.

Each sentence is computed, not told: a "why not" comes from trying the job in that
technician's day, a "what would help" from planning with one thing changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bonafix.routing.assemble import options
from bonafix.routing.engines.base import Sequences
from bonafix.routing.facts import DEPOT, Facts, may
from bonafix.routing.model import HORIZON, Job, Plan, Problem, Technician, Window
from bonafix.routing.timing import costs, schedule


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One technician for one job: the extra cost in ticks, or the word that forbids it.

    `reason`: chosen, dearer, skill, barred, pinned, tool, part, full.
    """

    technician: str
    reason: str
    extra: int | None
    text: str


def rows_of(facts: Facts, plan: Plan) -> Sequences:
    """The plan's orders as indices, depot visits included."""
    rows: Sequences = [[] for _ in facts.problem.technicians]
    for route in plan.routes:
        row = rows[facts.technician_index[route.technician]]
        for stop in route.stops:
            if stop.kind == "depot":
                row.append(DEPOT)
            elif stop.job is not None and stop.job in facts.job_index:
                row.append(facts.job_index[stop.job])
    return rows


def why(problem: Problem, plan: Plan, job: str) -> tuple[WhyNot, ...]:
    """For an assigned job: what it costs where it is, and why each other was not sent.

    Cheapest first; those who cannot come last.
    """
    facts = Facts(problem)
    index = facts.job_index[job]
    rows = rows_of(facts, plan)
    here = {r.technician for r in plan.routes if job in r.jobs}
    found = []
    for who, technician in enumerate(problem.technicians):
        bare = [j for j in rows[who] if j != index]
        found.append(_verdict(facts, who, technician, bare, index, technician.id in here))
    return tuple(sorted(found, key=lambda w: (w.extra is None, w.extra or 0, w.technician)))


def _verdict(
    facts: Facts, who: int, technician: Technician, row: list[int], job: int, chosen: bool
) -> WhyNot:
    one = facts.problem.jobs[job]
    word = forbidden(technician, one, facts.problem.depot is not None)
    if word is not None:
        return WhyNot(technician.id, word[0], None, word[1])
    places = options(facts, who, row, job)
    if not places:
        text = "the job fits nowhere in the day: windows, breaks or the shift forbid it"
        return WhyNot(technician.id, "full", None, text)
    extra = min(cost for cost, _ in places)
    if chosen:
        return WhyNot(technician.id, "chosen", extra, f"sent: adds {extra} to the day's cost")
    return WhyNot(technician.id, "dearer", extra, f"possible: would add {extra}")


def forbidden(who: Technician, job: Job, depot: bool) -> tuple[str, str] | None:
    """(word, sentence) of the rule that forbids this technician this job, if one does."""
    if missing := job.skills - who.skills:
        return "skill", f"lacks the skill {', '.join(sorted(missing))}"
    if who.id in job.barred:
        return "barred", "is barred from this job"
    if job.pin not in (None, who.id):
        return "pinned", f"the job is pinned to {job.pin}"
    if depot:
        return None
    if tools := job.tools - who.tools:
        return "tool", f"lacks the tool {', '.join(sorted(tools))}"
    short = sorted(p for p, n in job.parts.items() if who.stock.get(p, 0) < n)
    return ("part", f"has not enough of {', '.join(short)}") if short else None


def changes(problem: Problem, plan: Plan, job: str) -> list[str]:
    """Every single change that would give a job left out a place in this plan.

    Tried one at a time with everything else kept: one hour more of a shift, one skill, tool
    or part more for one technician, another window, a lifted pin or bar. The plan is not
    made anew, so a change not named may still help after replanning.
    """
    facts = Facts(problem)
    index = facts.job_index[job]
    if problem.jobs[index].workers > 1:
        return ["fewer workers, or more of them free together"]
    rows = rows_of(facts, plan)
    found: list[str] = []
    for sentence, changed, who in _variants(problem, index):
        if _fits(Facts(changed), rows, index, who):
            found.append(sentence)
    return list(dict.fromkeys(found))[:12]


def _fits(facts: Facts, rows: Sequences, job: int, only: int | None) -> bool:
    people = range(len(rows)) if only is None else (only,)
    return any(facts.allowed[who, job] and _cheap_fit(facts, who, rows[who], job) for who in people)


def _cheap_fit(facts: Facts, who: int, row: list[int], job: int) -> bool:
    return any(extra < facts.skip_cost(job) for extra, _ in options(facts, who, row, job))


def _variants(problem: Problem, index: int) -> Iterator[tuple[str, Problem, int | None]]:
    """(sentence, problem with one thing changed, the technician it concerns)."""
    job = problem.jobs[index]
    if job.windows or job.pin_start is not None:
        free = replace(job, windows=(Window(-HORIZON, HORIZON),), pin_start=None)
        yield "another time window", _with_job(problem, index, free), None
    if job.pin is not None:
        yield (
            f"the pin to {job.pin} lifted",
            _with_job(problem, index, replace(job, pin=None)),
            None,
        )
    hour = 3600 * problem.scale if problem.scale == 1 else 60 * problem.scale
    depot = problem.depot is not None
    for who, technician in enumerate(problem.technicians):
        if may(technician, job, depot):
            longer = replace(technician, overtime=technician.overtime + hour)
            sentence = f"{technician.id}: the shift one hour longer"
            yield sentence, _with_technician(problem, who, longer), who
            continue
        yield from _gifts(problem, who, technician, job)


def _gifts(
    problem: Problem, who: int, technician: Technician, job: Job
) -> Iterator[tuple[str, Problem, int | None]]:
    word = forbidden(technician, job, problem.depot is not None)
    if word is None:
        return
    gifts = {
        "skill": replace(technician, skills=technician.skills | job.skills),
        "tool": replace(technician, tools=technician.tools | job.tools),
        "part": replace(technician, stock=_more(technician, job)),
    }
    if word[0] in gifts:
        given = word[1].replace("lacks the", "with the").replace("has not enough of", "with more")
        yield f"{technician.id}: {given}", _with_technician(problem, who, gifts[word[0]]), who
    if word[0] == "barred":
        lifted = replace(job, barred=job.barred - {technician.id})
        changed = replace(
            problem, jobs=tuple(lifted if j.id == job.id else j for j in problem.jobs)
        )
        yield f"{technician.id}: the bar lifted", changed, who


def _more(who: Technician, job: Job) -> dict[str, int]:
    stock = dict(who.stock)
    for part, number in job.parts.items():
        stock[part] = stock.get(part, 0) + number
    return stock


def _with_job(problem: Problem, index: int, job: Job) -> Problem:
    jobs = problem.jobs
    return replace(problem, jobs=(*jobs[:index], job, *jobs[index + 1 :]))


def _with_technician(problem: Problem, index: int, who: Technician) -> Problem:
    people = problem.technicians
    return replace(problem, technicians=(*people[:index], who, *people[index + 1 :]))


def marginal(problem: Problem, plan: Plan, job: str) -> int:
    """What the day would cost less without this job."""
    facts = Facts(problem)
    index = facts.job_index[job]
    total = 0
    for who, row in enumerate(rows_of(facts, plan)):
        if index in row:
            full, rest = schedule(facts, who, row), [j for j in row if j != index]
            bare = schedule(facts, who, rest)
            if full is not None and bare is not None:
                total += costs(facts, who, full).total - costs(facts, who, bare).total
    return total

"""An urgent job comes in: who takes it, at once and with reasons; then what may move for it.

A live problem is the rest of the day: every technician's `start` and `shift.start` are where
and when that person is free next; visits already begun are not in it any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bonafix.routing.assemble import assemble, finish
from bonafix.routing.facts import Facts
from bonafix.routing.live.board import Board, Option
from bonafix.routing.live.quick import IMPOSSIBLE, Quick
from bonafix.routing.model import Costs, Plan, Problem, Route
from bonafix.routing.reasons import WhyNot, forbidden, rows_of
from bonafix.routing.timing import costs, schedule


@dataclass(frozen=True, slots=True)
class Alternative:
    """What it would be to send one technician: the whole day then, and what it adds by cause."""

    technician: str
    start: int
    extra: Costs
    route: Route


@dataclass(frozen=True, slots=True)
class Decision:
    """Who takes the job and when it begins; None where nobody can. `others`: why not they.

    `alternatives`: the best place in each day, cheapest first, as many as were asked for;
    the first is the one that was taken.
    """

    job: str
    technician: str | None
    start: int | None
    extra: int | None
    plan: Plan
    others: tuple[WhyNot, ...]
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A job that a replan gave another technician or time; the customer is told."""

    job: str
    before: tuple[str, int]
    after: tuple[str, int]
    gain: int


def decide(problem: Problem, plan: Plan, job: str, *, detail: int = 1) -> Decision:
    """Insert `job` (already in `problem.jobs`) into `plan` where it costs least.

    Every choice is scheduled exactly before it is given; nothing else is moved between
    technicians. `detail`: how many technicians are told of in full. O(technicians × queue²);
    see docs/routing.md for the times.
    """
    facts = Facts(_narrow(problem, plan, job))
    rows = rows_of(facts, plan)
    index = facts.job_index[job]
    quick = Quick(facts)
    able = _able(facts)
    board = Board(rows, quick.price, able)
    options = board.options(index)
    found = _alternatives(facts, rows, options, index, max(1, detail))
    if not found:
        return Decision(job, None, None, None, plan, _others(facts, options, index, None))
    best = found[0]
    who = facts.technician_index[best.technician]
    made = _with_route(facts, plan, who, best.route, job)
    others = _others(facts, options, index, who)
    extra = best.extra.total
    return Decision(job, best.technician, best.start, extra, made, others, found)


def _alternatives(
    facts: Facts, rows: list[list[int]], options: list[Option], job: int, wanted: int
) -> tuple[Alternative, ...]:
    """The first place in each day that can be scheduled exactly, cheapest first."""
    found: list[Alternative] = []
    seen: set[int] = set()
    name = facts.problem.jobs[job].id
    for option in options:
        if len(found) == wanted or option.extra >= IMPOSSIBLE / 2:
            break
        who, queue = option.who, rows[option.who]
        if who in seen:
            continue
        route = schedule(facts, who, [*queue[: option.position], job, *queue[option.position :]])
        if route is None:
            continue
        seen.add(who)
        start = next(s.start for s in route.stops if s.job == name)
        before = schedule(facts, who, queue)
        extra = costs(facts, who, route)
        if before is not None:
            extra += _negative(costs(facts, who, before))
        found.append(Alternative(route.technician, start, extra, route))
    return tuple(found)


def _narrow(problem: Problem, plan: Plan, job: str) -> Problem:
    """Only the jobs that are in the plan, and the new one."""
    wanted = {j for r in plan.routes for j in r.jobs} | {job, *plan.unassigned}
    return replace(problem, jobs=tuple(j for j in problem.jobs if j.id in wanted))


class _able:
    """Who may do a job, looked up once for each job."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.known: dict[int, Sequence[int]] = {}

    def __call__(self, job: int) -> Sequence[int]:
        if job not in self.known:
            one = self.facts.problem.jobs[job]
            depot = self.facts.problem.depot is not None
            people = enumerate(self.facts.problem.technicians)
            self.known[job] = [w for w, t in people if forbidden(t, one, depot) is None]
        return self.known[job]


def _with_route(facts: Facts, plan: Plan, who: int, route: Route, job: str) -> Plan:
    """The plan with one day replaced; the others keep the times they have."""
    name = facts.problem.technicians[who].id
    old = next((r for r in plan.routes if r.technician == name), None)
    change = costs(facts, who, route)
    if old is not None:
        change += _negative(costs(facts, who, old))
    if job in plan.unassigned:
        change += Costs(left_out=-facts.skip_cost(facts.job_index[job]))
    rest = [r for r in plan.routes if r.technician != name]
    left = tuple(j for j in plan.unassigned if j != job)
    return Plan((*rest, route), left, plan.costs + change, "live")


def _negative(some: Costs) -> Costs:
    return Costs(**{cause: -value for cause, value in some.split().items()})


def retime(problem: Problem, plan: Plan) -> Plan:
    """The same orders with the times of this problem: after somebody was early or late.

    What cannot be kept any more is left out and named in `unassigned`.
    """
    facts = Facts(_narrow(problem, plan, ""))
    return assemble(facts, rows_of(facts, plan), plan.engine)


def _others(
    facts: Facts, options: list[Option], job: int, chosen: int | None
) -> tuple[WhyNot, ...]:
    """Everyone, cheapest first, with the reason why they were not sent."""
    least: dict[int, float] = {}
    for option in options:
        least.setdefault(option.who, option.extra)
    found = []
    one = facts.problem.jobs[job]
    for who, technician in enumerate(facts.problem.technicians):
        word = forbidden(technician, one, facts.problem.depot is not None)
        cost = least.get(who, IMPOSSIBLE)
        if word is not None:
            found.append(WhyNot(technician.id, word[0], None, word[1]))
        elif cost >= IMPOSSIBLE / 2:
            text = "the job fits nowhere in the day: windows, breaks or the shift forbid it"
            found.append(WhyNot(technician.id, "full", None, text))
        else:
            extra = round(cost)
            reason = "chosen" if who == chosen else "dearer"
            text = f"sent: adds {extra}" if who == chosen else f"possible: would add {extra}"
            found.append(WhyNot(technician.id, reason, extra, text))
    return tuple(sorted(found, key=lambda w: (w.extra is None, w.extra or 0, w.technician)))


def relocate(
    problem: Problem, plan: Plan, *, gain: int, rounds: int = 2
) -> tuple[Plan, list[Moved]]:
    """Move jobs to better places after the answer; each move gains `gain` at least.

    What a promise says is in the price (`Promise.gain`), so a promised job moves only for
    more than that. Gives the new plan and every job whose technician or start changed.
    """
    facts = Facts(_narrow(problem, plan, ""))
    rows = rows_of(facts, plan)
    quick = Quick(facts)
    board = Board(rows, quick.price, _able(facts), worth=2.0 * gain)
    for _ in range(rounds):
        moved = board.settle(limit=len(facts.problem.jobs), least=float(gain))
        if not moved:
            break
    if any(schedule(facts, w, q) is None for w, q in enumerate(board.queues)):
        return plan, []
    left = [facts.job_index[j] for j in plan.unassigned if j in facts.job_index]
    made = finish(facts, board.queues, left, "live")
    if made.costs.total > plan.costs.total - gain:
        return plan, []
    return made, _moves(plan, made)


def _moves(old: Plan, new: Plan) -> list[Moved]:
    before, after = _starts(old), _starts(new)
    saved = old.costs.total - new.costs.total
    return [
        Moved(job, before[job], after[job], saved)
        for job in before
        if job in after and before[job] != after[job]
    ]


def _starts(plan: Plan) -> dict[str, tuple[str, int]]:
    return {
        s.job: (r.technician, s.start) for r in plan.routes for s in r.stops if s.job is not None
    }

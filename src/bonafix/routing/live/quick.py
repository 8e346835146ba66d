"""What a queue costs in a real plan, in microseconds: the price that the board asks for.

The same rules as `timing`, walked once without building stops; pauses are taken at the first
stop after they are due. Whatever is chosen is scheduled exactly before it is answered.
"""

from bonafix.routing.facts import Facts
from bonafix.routing.model import HORIZON, Job, Technician

IMPOSSIBLE = 1e15
NEVER = 1 << 50  # later than any day


class Quick:
    """Prices of queues of job indices; `IMPOSSIBLE` where a hard rule is broken."""

    def __init__(self, facts: Facts) -> None:
        problem = facts.problem
        self.facts = facts
        self.leg = problem.travel.item
        self.rates = problem.rates
        self.jobs = [self._job(index, job) for index, job in enumerate(problem.jobs)]
        self.people = [self._person(who) for who in problem.technicians]
        self.stocked = any(job.parts for job in problem.jobs)

    def _job(
        self, index: int, job: Job
    ) -> tuple[int, int, list[tuple[int, int]], int, int, Job | None]:
        spans = [(w.start, w.end) for w in self.facts.windows[index]]
        wish = job.soft.end if job.soft is not None else HORIZON
        special = job.promise is not None or bool(job.preferred)
        return job.place, job.duration, spans, wish, job.late_cost, job if special else None

    @staticmethod
    def _person(who: Technician) -> tuple[int, int | None, int, int, int, int, tuple[int, ...]]:
        pauses = tuple(b.duration for b in sorted(who.breaks, key=lambda b: b.latest))
        limit = who.shift.end + who.overtime
        return who.start, who.end, who.shift.start, who.shift.end, limit, who.overtime_cost, pauses

    def price(self, who: int, queue: list[int]) -> float:
        """Cost of the rest of a day with this queue."""
        if not queue:
            return 0.0
        place, end, begin, shift_end, limit, overtime, pauses = self.people[who]
        if self.stocked and not self._parts(who, queue):
            return IMPOSSIBLE
        leg = self.leg
        at, way, total, waiting = begin, 0, 0, list(pauses)
        for index in queue:
            there, long, spans, wish, late, special = self.jobs[index]
            drive = leg(place, there)
            way += drive
            at = self._pause(who, at + drive, waiting) if waiting else at + drive
            at = _opens(spans, at)
            if at > wish:
                total += late * (at - wish)
            if special is not None:
                total += self._special(special, who, at)
            at += long
            place = there
        home = 0 if end is None else leg(place, end)
        at += home + sum(waiting)
        if at > limit:
            return IMPOSSIBLE
        total += self.rates.travel * (way + home) + overtime * max(0, at - shift_end)
        return float(total + self.rates.working * (at - begin))

    def _pause(self, who: int, at: int, waiting: list[int]) -> int:
        breaks = self.facts.problem.technicians[who].breaks
        due = sorted(breaks, key=lambda b: b.latest)[len(breaks) - len(waiting)]
        if at < due.earliest:
            return at
        waiting.pop(0)
        return at + due.duration

    def _special(self, job: Job, who: int, at: int) -> int:
        name = self.facts.problem.technicians[who].id
        cost = self.rates.stranger if job.preferred and name not in job.preferred else 0
        told = job.promise
        if told is None:
            return cost
        kept = abs(at - told.start) <= told.tolerance and told.technician in (None, name)
        return cost if kept else cost + told.gain

    def _parts(self, who: int, queue: list[int]) -> bool:
        left = dict(self.facts.problem.technicians[who].stock)
        for index in queue:
            for part, number in self.facts.problem.jobs[index].parts.items():
                left[part] = left.get(part, 0) - number
                if left[part] < 0:
                    return False
        return True


def _opens(spans: list[tuple[int, int]], at: int) -> int:
    """The first moment from `at` on inside a window; beyond every day where there is none."""
    for early, last in spans:
        if at <= last:
            return at if at >= early else early
    return NEVER

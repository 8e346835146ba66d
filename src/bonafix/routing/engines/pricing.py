"""What a row of work costs, remembered: the price that ruin and recreate asks for.

Rows of plain problems (one window a job, no pauses, no wishes) are walked in one pass; the
rest go through `timing.schedule`. Both give the same costs; a test compares them.
"""

from typing import TypeAlias

from bonafix.routing.facts import DEPOT, Facts
from bonafix.routing.model import Technician
from bonafix.routing.timing import costs, schedule

Row: TypeAlias = tuple[int, ...]
ROOM = 400_000  # so many rows are remembered before starting anew
FAR = 1 << 60


class Pricing:
    """Costs of rows of one problem; None for a row that is not possible."""

    def __init__(self, facts: Facts) -> None:
        problem = facts.problem
        self.facts, self.legs, self.rates = facts, facts.legs, problem.rates
        self.plain = _plain(facts)
        self.known: dict[tuple[int, Row], int | None] = {}
        self.depot = problem.depot if problem.depot is not None else 0
        self.rest = problem.depot_duration
        self.jobs = [
            (j.place, j.duration, *_span(facts, i), j.tools, tuple(j.parts.items()))
            for i, j in enumerate(problem.jobs)
        ]

    def price(self, who: int, row: Row) -> int | None:
        """Cost of the whole day of a technician with this row."""
        key = (who, row)
        if key not in self.known:
            if len(self.known) > ROOM:
                self.known.clear()
            self.known[key] = self._walk(who, row) if self.plain else self._exact(who, row)
        return self.known[key]

    def _exact(self, who: int, row: Row) -> int | None:
        route = schedule(self.facts, who, list(row))
        return None if route is None else costs(self.facts, who, route).total

    def _walk(self, who: int, row: Row) -> int | None:
        if not row:
            return 0
        person = self.facts.problem.technicians[who]
        if not self._stocked(who, row):
            return None
        at, place = person.shift.start, person.start
        waited, slack, driven = 0, FAR, 0
        trip = (self.depot, self.rest, -FAR, FAR)
        for one in row:
            there, long, early, late = trip if one == DEPOT else self.jobs[one][:4]
            way = self.legs[place][there]
            driven += way
            at += way
            if at > late:
                return None
            if at < early:
                waited += early - at
                at = early
            slack = min(slack, waited + late - at)
            at += long
            place = there
        return self._sum(person, place, at, driven, min(slack, waited))

    def _sum(self, who: Technician, place: int, at: int, driven: int, saved: int) -> int | None:
        """The cost of a day that is at `place` at `at`; `saved`: so much later it can begin."""
        if who.end is not None:
            driven += self.legs[place][who.end]
            at += self.legs[place][who.end]
        if at > who.shift.end + who.overtime:
            return None
        total = self.rates.travel * driven + who.fixed_cost
        total += self.rates.working * (at - who.shift.start - saved)
        return total + who.overtime_cost * max(0, at - who.shift.end)

    def _stocked(self, who: int, row: Row) -> bool:
        person = self.facts.problem.technicians[who]
        used: dict[str, int] = {}
        for one in row:
            if one == DEPOT:
                return True
            tools, parts = self.jobs[one][4], self.jobs[one][5]
            if tools and not tools <= person.tools:
                return False
            for part, number in parts:
                used[part] = used.get(part, 0) + number
                if used[part] > person.stock.get(part, 0):
                    return False
        return True

    def spans(self, who: int, row: Row) -> tuple[list[int], list[int]]:
        """(earliest end before each position, latest arrival at each stop), plain rows only.

        Both have one entry more than the row: after the last stop, and home.
        """
        person = self.facts.problem.technicians[who]
        ends, place, at = [person.shift.start], person.start, person.shift.start
        stops = [
            (self.depot, self.rest, -FAR, FAR) if o == DEPOT else self.jobs[o][:4] for o in row
        ]
        for there, long, early, _ in stops:
            at = max(at + self.legs[place][there], early) + long
            ends.append(at)
            place = there
        late = person.shift.end + person.overtime
        latest = [late]
        after = person.end
        for there, long, _, last in reversed(stops):
            home = 0 if after is None else self.legs[there][after]
            late = min(last, late - home - long)
            latest.append(late)
            after = there
        latest.reverse()
        return ends, latest


def _span(facts: Facts, job: int) -> tuple[int, int]:
    windows = facts.windows[job]
    return (windows[0].start, windows[-1].end) if windows else (FAR, -FAR)


def _plain(facts: Facts) -> bool:
    problem = facts.problem
    wishes = any(j.soft or j.promise or j.preferred for j in problem.jobs)
    several = any(len(w) > 1 for w in facts.windows)
    return not (wishes or several or any(t.breaks for t in problem.technicians))

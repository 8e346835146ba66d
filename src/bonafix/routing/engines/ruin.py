"""Own search: take out neighbouring strings of work, put each job back where it costs least.

Slack induction by string removals (Christiaens and Vanden Berghe 2020,
doi:10.1287/trsc.2019.0914) with simulated annealing, for problems that other engines do not
take: trips to the depot for tools and parts, working time as the cost, pauses, wishes.
"""

import math
import random
from dataclasses import dataclass

from bonafix.routing.engines.base import Deadline, Sequences
from bonafix.routing.engines.insertion import Insertion
from bonafix.routing.engines.pricing import Pricing, Row
from bonafix.routing.facts import DEPOT, Facts

REMOVED = 10.0  # jobs taken out on average
LONGEST = 10  # and from one row
BLINK = 0.01  # a place is overlooked with this chance
WARM, COLD = 2.0, 0.01  # temperatures as shares of what one job costs on average


@dataclass
class Ruin:
    """`rounds` None: until the deadline."""

    rounds: int | None = None
    name: str = "ruin"

    def fits(self, facts: Facts) -> bool:
        """Every problem of a size that Python can walk."""
        return 0 < len(facts.problem.jobs) <= 2000

    def solve(
        self, facts: Facts, deadline: Deadline, start: Sequences | None, seed: int
    ) -> Sequences:
        """The best rows found."""
        first = Insertion().solve(facts, deadline, start, seed)
        search = _Search(facts, first, seed)
        total = deadline.left()
        count = 0
        share = 0.0
        while share < 1.0:
            # Clocks are slow to ask on some machines, so not at every step.
            if self.rounds is not None:
                share = count / self.rounds
            elif count % 16 == 0:
                share = 1 - deadline.left() / max(1e-9, total)
            search.step(min(1.0, share))
            count += 1
        return [list(row) for row in search.best]


class _Search:
    """Rows, what is left out, and the best so far."""

    def __init__(self, facts: Facts, first: Sequences, seed: int) -> None:
        self.facts = facts
        self.dice = random.Random(seed)  # noqa: S311 - a search, no secret
        self.pricing = Pricing(facts)
        number = len(facts.problem.jobs)
        self.able = [[int(w) for w in facts.allowed[:, j].nonzero()[0]] for j in range(number)]
        self.near = self._neighbours()
        self.rows: list[Row] = [tuple(row) for row in first]
        present = {j for row in self.rows for j in row}
        self.out = [j for j in range(number) if j not in present]
        self.cost = self._total(self.rows, self.out)
        self.best, self.least = list(self.rows), self.cost
        self.places: dict[tuple[int, Row, int], tuple[int, Row] | None] = {}
        served = sum(self.pricing.price(w, r) or 0 for w, r in enumerate(self.rows))
        self.heat = max(1.0, served / max(1, number))

    def _neighbours(self) -> list[list[int]]:
        jobs = self.facts.problem.jobs
        legs = self.facts.legs
        where = [job.place for job in jobs]
        return [
            sorted(range(len(jobs)), key=lambda o, row=legs[place]: row[where[o]])  # type: ignore[misc]
            for place in where
        ]

    def _total(self, rows: list[Row], out: list[int]) -> int:
        total = sum(self.facts.skip_cost(j) for j in out)
        return total + sum(self.pricing.price(w, r) or 0 for w, r in enumerate(rows))

    def step(self, share: float) -> None:
        """One ruin and recreate, kept or thrown away."""
        rows, out = list(self.rows), list(self.out)
        touched = self._ruin(rows, out)
        for who in touched:
            rows[who] = self._tidy(who, rows[who])
        self._recreate(rows, out)
        cost = self._total(rows, out)
        heat = self.heat * WARM * (COLD / WARM) ** share
        if cost < self.cost - heat * math.log(max(1e-12, self.dice.random())):
            self.rows, self.out, self.cost = rows, out, cost
            if cost < self.least:
                self.best, self.least = list(rows), cost

    def _ruin(self, rows: list[Row], out: list[int]) -> set[int]:
        """Strings around a job drawn by chance; gives the rows that changed."""
        home = {j: w for w, row in enumerate(rows) for j in row if j != DEPOT}
        if not home:
            return set()
        sizes = [len(r) for r in rows if r]
        longest = min(LONGEST, sum(sizes) / len(sizes))
        strings = 4 * REMOVED / (1 + longest) - 1
        wanted = int(self.dice.uniform(1, max(1.0, strings) + 1))
        touched: set[int] = set()
        for job in self.near[self.dice.randrange(len(self.near))]:
            if len(touched) >= wanted:
                break
            who = home.get(job)
            if who is None or who in touched:
                continue
            rows[who] = self._cut(rows[who], job, longest, out)
            touched.add(who)
        return touched

    def _cut(self, row: Row, job: int, longest: float, out: list[int]) -> Row:
        size = int(self.dice.uniform(1, min(len(row), longest) + 1))
        spot = row.index(job)
        first = self.dice.randint(max(0, spot - size + 1), min(spot, len(row) - size))
        out.extend(j for j in row[first : first + size] if j != DEPOT)
        kept = tuple(j for j in row[first : first + size] if j == DEPOT)
        return row[:first] + kept + row[first + size :]

    def _tidy(self, who: int, row: Row) -> Row:
        """The depot visit left away or put where it costs least."""
        if DEPOT not in row:
            return row
        bare = tuple(j for j in row if j != DEPOT)
        choices = [bare] + [(*bare[:i], DEPOT, *bare[i:]) for i in range(len(bare))]
        priced = [(p, c) for c in choices if (p := self.pricing.price(who, c)) is not None]
        return min(priced)[1] if priced else row

    def _recreate(self, rows: list[Row], out: list[int]) -> None:
        left: list[int] = []
        for job in self._order(out):
            best: tuple[int, int, Row] | None = None
            for who in self.able[job]:
                if self.dice.random() < BLINK:
                    continue
                found = self._place(who, rows[who], job)
                if found is not None and (best is None or found[0] < best[0]):
                    best = found[0], who, found[1]
            if best is None or best[0] > self.facts.skip_cost(job):
                left.append(job)
            else:
                rows[best[1]] = best[2]
        out[:] = left

    def _order(self, out: list[int]) -> list[int]:
        """Orders of putting back, one drawn by chance."""
        jobs = self.pricing.jobs
        kind = self.dice.randrange(4)
        self.dice.shuffle(out)
        if kind == 1:
            return sorted(out, key=lambda j: jobs[j][3] - jobs[j][2])
        if kind == 2:
            return sorted(out, key=lambda j: len(self.able[j]))
        return sorted(out, key=lambda j: jobs[j][3]) if kind == 3 else out

    def _place(self, who: int, row: Row, job: int) -> tuple[int, Row] | None:
        """(extra cost, new row) of the cheapest place, remembered for this very row."""
        key = (who, row, job)
        if key not in self.places:
            if len(self.places) > 300_000:
                self.places.clear()
            self.places[key] = self._find(who, row, job)
        return self.places[key]

    def _find(self, who: int, row: Row, job: int) -> tuple[int, Row] | None:
        price = self.pricing.price
        before = price(who, row)
        best: tuple[int, Row] | None = None
        for new in self._candidates(who, row, job):
            cost = price(who, new)
            if cost is not None and (best is None or cost < best[0]):
                best = cost, new
        return None if best is None else (best[0] - (before or 0), best[1])

    def _candidates(self, who: int, row: Row, job: int) -> list[Row]:
        spots = self._spots(who, row, job) if self.pricing.plain else range(len(row) + 1)
        rows = [(*row[:i], job, *row[i:]) for i in spots]
        if self.facts.problem.depot is None or DEPOT in row:
            return rows
        needs = bool(self.facts.needs_depot[who, job])
        trips = [
            (*new[:i], DEPOT, *new[i:])
            for new in rows
            if needs or self.pricing.price(who, new) is None
            for i in range(new.index(job) + 1)
        ]
        return trips if needs else rows + trips

    def _spots(self, who: int, row: Row, job: int) -> list[int]:
        """Positions that the clock allows, by the earliest and latest times of the row."""
        ends, latest = self.pricing.spans(who, row)
        place, long, early, late = self.pricing.jobs[job][:4]
        legs, pricing = self.pricing.legs, self.pricing
        person = self.facts.problem.technicians[who]
        spots = []
        before = person.start
        for i in range(len(row) + 1):
            after = person.end
            if i < len(row):
                after = pricing.depot if row[i] == DEPOT else pricing.jobs[row[i]][0]
            start = max(ends[i] + legs[before][place], early)
            onward = 0 if after is None else legs[place][after]
            if start <= late and start + long + onward <= latest[i]:
                spots.append(i)
            before = after if after is not None else before
        return spots

"""Queues of work and the moves between them: insertion, then relocation of what it endangers.

It knows tasks and workers as numbers and asks one function what a queue costs, so the same
code decides for real plans (`live.decide`) and in the simulated day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Price = Callable[[int, list[int]], float]


class Option(NamedTuple):
    """A place for a task: what it adds in all, what it costs itself, whose queue, where."""

    extra: float
    own: float
    who: int
    position: int


@dataclass
class Board:
    """`queues[w]` task numbers in order; `able[t]` who may do a task; `fixed[w]` how many
    tasks at the head of a queue nobody may touch."""

    queues: list[list[int]]
    price: Price
    able: Callable[[int], Sequence[int]]
    fixed: Sequence[int] = ()
    worth: float = 20.0  # a move that gains less is not made
    costs: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.costs = [self.price(who, queue) for who, queue in enumerate(self.queues)]

    def head(self, who: int) -> int:
        """The first position that may be used."""
        return self.fixed[who] if self.fixed else 0

    def options(self, task: int) -> list[Option]:
        """Every place for `task`, cheapest first."""
        found = []
        price = self.price
        for who in self.able(task):
            queue, before = self.queues[who], self.costs[who]
            for position in range(self.head(who), len(queue) + 1):
                new = [*queue[:position], task, *queue[position:]]
                extra = price(who, new) - before
                found.append(Option(extra, extra, who, position))
        found.sort()
        return found

    def best(self, task: int, without: int = -1) -> Option | None:
        """The cheapest place, except in one queue."""
        least: Option | None = None
        price = self.price
        for who in self.able(task):
            if who == without:
                continue
            queue, before = self.queues[who], self.costs[who]
            for position in range(self.head(who), len(queue) + 1):
                extra = price(who, [*queue[:position], task, *queue[position:]]) - before
                if least is None or extra < least.extra:
                    least = Option(extra, extra, who, position)
        return least

    def set(self, who: int, queue: list[int]) -> None:
        """Give a queue to somebody."""
        self.queues[who] = queue
        self.costs[who] = self.price(who, queue)

    def insert(self, task: int, option: Option) -> None:
        """Take an option."""
        queue = self.queues[option.who]
        self.set(option.who, [*queue[: option.position], task, *queue[option.position :]])

    def place(self, task: int, bias: Sequence[float] = (), tried: int = 10) -> bool:
        """Put `task` where it costs least when what it endangers may move elsewhere.

        `bias[w]` is added to the cost of choosing w. False if nobody is able.
        """
        options = self._with_own(task, self.options(task), bias)
        if not options:
            return False
        best = min(options)
        result: list[tuple[int, list[int]]] = []
        for option in sorted(options, key=lambda o: o.own)[:tried]:
            if option.own >= best.extra:
                break
            total, changed = self._try(task, option)
            if total < best.extra:
                best, result = option._replace(extra=total), changed
        if result:
            for who, queue in result:
                self.set(who, queue)
        else:
            self.insert(task, best)
        return True

    def _with_own(self, task: int, options: list[Option], bias: Sequence[float]) -> list[Option]:
        """What the task itself costs there, apart from what it does to those after it."""
        price = self.price
        found = []
        for option in options:
            queue, who = self.queues[option.who], option.who
            before = queue[: option.position]
            own = price(who, [*before, task]) - price(who, before)
            more = bias[who] if bias else 0.0
            found.append(option._replace(extra=option.extra + more, own=own + more))
        return found

    def _try(self, task: int, option: Option) -> tuple[float, list[tuple[int, list[int]]]]:
        """The cost of an option with endangered tasks moved; the board is left as it was."""
        who = option.who
        undo = [(who, self.queues[who], self.costs[who])]
        total = option.extra
        self.insert(task, option)
        for other in self.queues[who][option.position + 1 :]:
            moved = self._relocate(other, who, undo)
            total += moved
        changed = {index: self.queues[index] for index, *_ in undo}
        for index, queue, cost in reversed(undo):
            self.queues[index], self.costs[index] = queue, cost
        return total, list(changed.items())

    def _relocate(self, task: int, who: int, undo: list[tuple[int, list[int], float]]) -> float:
        """Move a task out of a queue if that pays; what the whole then costs more (or less)."""
        rest = [t for t in self.queues[who] if t != task]
        gain = self.costs[who] - self.price(who, rest)
        if gain < 2 * self.worth:
            return 0.0
        there = self.best(task, without=who)
        if there is None or there.extra > gain - self.worth:
            return 0.0
        undo.append((there.who, self.queues[there.who], self.costs[there.who]))
        self.insert(task, there)
        self.set(who, rest)
        return there.extra - gain

    def settle(self, limit: int = 8, least: float = 60.0) -> list[int]:
        """Move the dearest tasks to better places; gives those that moved."""
        dear = []
        for who, queue in enumerate(self.queues):
            for position in range(self.head(who), len(queue)):
                rest = [*queue[:position], *queue[position + 1 :]]
                gain = self.costs[who] - self.price(who, rest)
                if gain > least:
                    dear.append((gain, queue[position]))
        dear.sort(reverse=True)
        return [task for _, task in dear[:limit] if self.move(task)]

    def move(self, task: int) -> bool:
        """Put one task where it costs least; False if that is where it is."""
        who = next(w for w, queue in enumerate(self.queues) if task in queue)
        old, cost = self.queues[who], self.costs[who]
        rest = [t for t in old if t != task]
        self.set(who, rest)
        there = self.best(task)
        if there is not None and there.extra < cost - self.costs[who] - self.worth / 2:
            self.insert(task, there)
            return True
        self.queues[who], self.costs[who] = old, cost
        return False

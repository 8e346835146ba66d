"""Ours: expected-cost insertion, relocation of what it endangers, cover of the city.

The parts are switched by arguments, so that the sweep can show what each is worth.
"""

from collections.abc import Sequence

from bonafix.routing.live.board import Board
from bonafix.routing.simulate.day import IDLE, World
from bonafix.routing.simulate.policies.cover import Cover, CoverSettings
from bonafix.routing.simulate.policies.prices import Prices, Weights


class Ours:
    """`reserve` weighs the loss of cover in the choice; `reposition` moves idle ones."""

    name = "bonafix"

    def __init__(
        self,
        weights: Weights | None = None,
        settings: CoverSettings | None = None,
        *,
        reserve: float = 0.0,
        reposition: bool = False,
    ) -> None:
        self.weights, self.settings = weights or Weights(), settings or CoverSettings()
        self.reserve, self.reposition = reserve, reposition

    def begin(self, world: World) -> None:
        """The plan of the night, made safer: whatever is likely to be late moves."""
        self.prices = Prices(world, self.weights)
        self.cover = Cover(world, self.settings, self.weights.urgent, self.weights.road)
        self.able: dict[str, Sequence[int]] = {
            skill: [i for i, w in enumerate(world.workers) if skill in w.person.skills]
            for skill in {t.skill for t in world.tasks}
        }
        board = self._board(world)
        for _ in range(3):
            for task in [t for queue in board.queues for t in queue]:
                board.move(task)
        self._take(world, board)
        self._stations(world)

    def urgent(self, world: World, task: int) -> None:
        """Place it, then move what has become likely to be late."""
        board = self._board(world)
        bias: list[float] = []
        if self.reserve:
            self.cover.refresh()
            bias = [self.reserve * loss for loss in self.cover.losses()]
        board.place(task, bias)
        board.settle()
        self._take(world, board)

    def changed(self, world: World, worker: int | None) -> None:
        """Somebody is early or late: look again; let the idle go where they help."""
        board = self._board(world)
        board.settle()
        self._take(world, board)
        self._stations(world)

    def leave_at(self, world: World, worker: int) -> float:
        """Just in time for the window, with a margin for the road."""
        who = world.workers[worker]
        task = world.tasks[who.queue[0]]
        x, y = world.place(who)
        return task.early - 1.25 * world.seconds(x, y, task.x, task.y) - 120

    def _board(self, world: World) -> Board:
        self.prices.refresh()
        queues = [list(w.queue) for w in world.workers]
        return Board(queues, self.prices.queue, lambda t: self.able[world.tasks[t].skill])

    def _take(self, world: World, board: Board) -> None:
        for worker, queue in zip(world.workers, board.queues, strict=True):
            worker.queue = queue

    def _stations(self, world: World) -> None:
        if not self.reposition:
            return
        self.cover.refresh()
        for index, worker in enumerate(world.workers):
            if worker.state != IDLE:
                continue
            spare = self._spare(world, index)
            if spare > 600:
                place = self.cover.station(index, spare)
                worker.station = place if place is not None else (worker.x, worker.y)

    def _spare(self, world: World, index: int) -> float:
        """Seconds until this one must set off to the next visit, the way there kept back."""
        worker = world.workers[index]
        if not worker.queue:
            return world.drawn.city.day.urgent_until - world.now
        return (self.leave_at(world, index) - world.now) / 2

"""The policies that ours is measured against."""

from bonafix.routing.simulate.day import IDLE, WORKING, World


class _Plain:
    """Everybody follows the queue and sets off at once."""

    name = "plain"

    def begin(self, world: World) -> None:
        """Nothing to prepare."""

    def changed(self, world: World, worker: int | None) -> None:
        """Nothing to change."""

    def leave_at(self, world: World, worker: int) -> float:
        """At once."""
        return world.now


class NearestIdle(_Plain):
    """The nearest technician who is not working nor on the way; else the next who gets free."""

    name = "nearest-idle"

    def __init__(self) -> None:
        self.waiting: list[int] = []

    def urgent(self, world: World, task: int) -> None:
        """Send the nearest idle one, or wait for one."""
        self.waiting.append(task)
        self._serve(world)

    def changed(self, world: World, worker: int | None) -> None:
        """Somebody may have become idle."""
        self._serve(world)

    def _serve(self, world: World) -> None:
        for task in list(self.waiting):
            one = world.tasks[task]
            idle = [
                (world.seconds(w.x, w.y, one.x, one.y), i)
                for i, w in enumerate(world.workers)
                if w.state == IDLE and one.skill in w.person.skills and not _urgent_first(world, i)
            ]
            if idle:
                world.workers[min(idle)[1]].queue.insert(0, task)
                self.waiting.remove(task)


def _urgent_first(world: World, worker: int) -> bool:
    queue = world.workers[worker].queue
    return bool(queue) and world.tasks[queue[0]].kind == "urgent"


class EarliestArrival(_Plain):
    """Whoever can be there first, whatever else was promised to others."""

    name = "earliest-arrival"

    def urgent(self, world: World, task: int) -> None:
        """Before all booked visits, after urgent ones already promised."""
        one = world.tasks[task]
        best = (float("inf"), 0, 0)
        for index, worker in enumerate(world.workers):
            if one.skill not in worker.person.skills:
                continue
            at, (x, y), position = world.free(worker), world.place(worker), 0
            for other in worker.queue:
                ahead = world.tasks[other]
                if ahead.kind != "urgent":
                    break
                at += world.seconds(x, y, ahead.x, ahead.y) + ahead.expected
                x, y, position = ahead.x, ahead.y, position + 1
            best = min(best, (at + world.seconds(x, y, one.x, one.y), index, position))
        world.workers[best[1]].queue.insert(best[2], task)


class CheapestInsertion(_Plain):
    """The place in all queues that adds least travel, lateness of anyone counted five-fold."""

    name = "cheapest-insertion"

    def urgent(self, world: World, task: int) -> None:
        """Insert where the sum of travel and lateness grows least."""
        one = world.tasks[task]
        best = (float("inf"), 0, 0)
        for index, worker in enumerate(world.workers):
            if one.skill not in worker.person.skills:
                continue
            before = self._cost(world, index, worker.queue)
            for position in range(len(worker.queue) + 1):
                queue = [*worker.queue[:position], task, *worker.queue[position:]]
                best = min(best, (self._cost(world, index, queue) - before, index, position))
        world.workers[best[1]].queue.insert(best[2], task)

    def _cost(self, world: World, index: int, queue: list[int]) -> float:
        worker = world.workers[index]
        at, (x, y) = world.free(worker), world.place(worker)
        total = 0.0
        for number in queue:
            task = world.tasks[number]
            way = world.seconds(x, y, task.x, task.y)
            at = max(at + way, task.early)
            total += way + 5 * max(0.0, at - task.due)
            at, x, y = at + task.expected, task.x, task.y
        return total


__all__ = ["WORKING", "CheapestInsertion", "EarliestArrival", "NearestIdle"]

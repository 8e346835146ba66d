"""Which windows can be offered to a customer: only those that keep every promise. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bonafix.dispatch.planning.lay_out import NEW, lay_out
from bonafix.dispatch.planning.prices import ROAD
from bonafix.dispatch.rules import Day, Job, Span
from bonafix.routing.slots import offers


@dataclass(frozen=True, slots=True)
class Slot:
    """A window that can be kept, and what it adds to somebody's day."""

    window: Span
    adds: timedelta


def slots(job: Job, days: Sequence[Day], now: datetime, windows: Sequence[Span]) -> list[Slot]:
    """Windows in which `job` can begin now, cheapest first; its own windows do not count.

    Each is tried alone, against what is booked at this moment: nothing is reserved by it.
    """
    found = []
    for window in windows:
        wanted = replace(job, windows=(window,), urgent=False, arrive_within=None)
        laid = lay_out(wanted, days, now)
        new = next(task for task in laid.problem.jobs if task.id == NEW)
        others = tuple(task for task in laid.problem.jobs if task.id != NEW)
        bare = replace(laid.problem, jobs=others)
        possible = offers(bare, laid.plan, new, new.windows)
        if possible:
            found.append(Slot(window, timedelta(seconds=possible[0].extra / ROAD)))
    return sorted(found, key=lambda slot: (slot.adds, slot.window))

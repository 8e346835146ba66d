"""Which windows can be offered to a customer: only those that keep every promise. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bonafix.dispatch.planning.choose import Refusal, exact_offer
from bonafix.dispatch.planning.lay_out import NEW, lay_out
from bonafix.dispatch.planning.prices import ROAD
from bonafix.dispatch.rules import Day, Job, Offer, Span
from bonafix.routing.slots import offers


@dataclass(frozen=True, slots=True)
class Slot:
    """A window that can be kept, what it adds to somebody's day, and who would come when."""

    window: Span
    adds: timedelta
    offer: Offer


def slots(job: Job, days: Sequence[Day], now: datetime, windows: Sequence[Span]) -> list[Slot]:
    """Windows in which `job` can begin now, cheapest first; its own windows do not count.

    Each is tried alone, against what is booked or kept at this moment, and moves no visit of
    others: what is offered can be kept for the customer as it is.
    """
    firm = [_firm(day) for day in days]
    found = [slot for window in windows if (slot := _slot(job, firm, now, window)) is not None]
    return sorted(found, key=lambda slot: (slot.adds, slot.window))


def _slot(job: Job, days: Sequence[Day], now: datetime, window: Span) -> Slot | None:
    wanted = replace(job, windows=(window,), urgent=False, arrive_within=None)
    laid = lay_out(wanted, days, now)
    new = next(task for task in laid.problem.jobs if task.id == NEW)
    others = tuple(task for task in laid.problem.jobs if task.id != NEW)
    bare = replace(laid.problem, jobs=others)
    for one in offers(bare, laid.plan, new, new.windows):
        try:
            offer = exact_offer(laid, one.route)
        except Refusal:
            return None  # not to be offered; a time of one's own is still looked for
        return Slot(window, timedelta(seconds=one.extra / ROAD), offer)
    return None


def _firm(day: Day) -> Day:
    """The day with nothing in it that may begin later."""
    return replace(day, stops=tuple(replace(stop, promised=None) for stop in day.stops))

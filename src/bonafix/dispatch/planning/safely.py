"""A fault of the planner keeps nobody from being served: then the plain rule decides."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bonafix.dispatch.planning.choose import Refusal, choose
from bonafix.dispatch.planning.choose import compared as others_beside
from bonafix.dispatch.rules import Day, Decision, Job, Offer, PassedOver
from bonafix.dispatch.rules import decide as earliest_arrival

Planner = Callable[[Job, Sequence[Day], datetime], Decision]
log = logging.getLogger(__name__)

# What a fault in the planner's own code looks like; the database's errors are not among them.
FAULTS = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError)


def decided(job: Job, days: Sequence[Day], now: datetime, planner: Planner = choose) -> Decision:
    """The decision of the planner; that of the earliest arrival, with the reason, when it fails.

    Where the planner finds nobody, the plain rule is asked too: nobody waits for a planner.
    """
    try:
        found = planner(job, days, now)
    except Refusal as refusal:
        return _instead(job, days, now, "refused_by_checker", refusal.rules)
    except FAULTS as fault:
        log.exception("the planner failed; the earliest arrival decides")
        return _instead(job, days, now, "planner_fault", (type(fault).__name__,))
    if found.offer is None:
        plain = _instead(job, days, now, "planner_found_nobody", ())
        return plain if plain.offer is not None else found
    return found


def _instead(
    job: Job, days: Sequence[Day], now: datetime, because: str, words: tuple[str, ...]
) -> Decision:
    return replace(earliest_arrival(job, days, now), instead=because, faults=words)


def compared(job: Job, days: Sequence[Day], now: datetime, offer: Offer) -> tuple[PassedOver, ...]:
    """What everybody else would have been beside a person's choice; by the plain rule when the
    planner fails."""
    try:
        return others_beside(job, days, now, offer)
    except FAULTS:
        log.exception("the planner failed; others are compared by their arrival")
        plain = earliest_arrival(job, days, now)
        return tuple(p for p in plain.passed_over if p.technician_id != offer.technician_id)

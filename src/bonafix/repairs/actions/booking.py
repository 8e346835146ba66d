"""Booking whoever goes: who did the work before goes first to what comes again."""

from collections.abc import Callable, Sequence
from uuid import UUID

from bonafix.dispatch import actions as dispatch
from bonafix.dispatch.models import Booking
from bonafix.dispatch.queries import technicians_of
from bonafix.dispatch.rules import Decision, Job
from bonafix.ledger.acts import Act
from bonafix.repairs.models import Repair
from bonafix.repairs.revisits import revisit_of

UnderWay = Callable[[Sequence[UUID]], set[UUID]]


def booked(
    act: Act, repair: Repair, job: Job, candidates: Sequence[UUID], under_way: UnderWay
) -> Booking | Decision:
    """Whoever harms the day least; the decision with its reasons when nobody can go.

    A visit that comes again goes to the outlet that did the work, if one of its own can go at a
    time that suits; not where minutes count.
    """
    before = revisit_of(repair.case_id)
    if before is not None and before.outlet_id and not repair.urgent:
        theirs = set(technicians_of({before.outlet_id}))
        first = [one for one in candidates if one in theirs]
        found = dispatch.arrange(act, repair.case_id, job, first, under_way(first))
        if first and not isinstance(found, Decision):
            return found
    return dispatch.arrange(act, repair.case_id, job, candidates, under_way(candidates))

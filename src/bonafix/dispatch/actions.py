"""Booking a technician's time, and giving it back."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from bonafix.dispatch import holding
from bonafix.dispatch.errors import AlreadyArranged, NotFree, NotSuitable
from bonafix.dispatch.models import Booking, Shift, Technician
from bonafix.dispatch.planning import compared, decided
from bonafix.dispatch.queries import HORIZON, days_of
from bonafix.dispatch.rules import Decision, Job, Offer, PassedOver, Shifted, decide, offer_of
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import Act

# How many of those passed over stand on record with their reason; the rest as a count.
NAMED_PASSED_OVER = 200


def enrol(
    act: Act,
    party_id: UUID,
    *,
    public_name: str,
    division_code: str,
    skills: Sequence[str],
    outlet_id: UUID | None = None,
    brand_id: UUID | None = None,
) -> Technician:
    """A person becomes a technician of an outlet, or of a brand directly."""
    technician = Technician(
        id=party_id,
        operator_id=act.operator_id,
        outlet_id=outlet_id,
        brand_id=brand_id,
        public_name=public_name,
        division_code=division_code,
        skills=sorted(skills),
    )
    act.record("dispatch.enrolled", ("party", party_id), rows=[technician])
    return technician


def add_shifts(
    act: Act, technician_id: UUID, spans: Sequence[tuple[datetime, datetime, str]]
) -> list[Shift]:
    """Put periods of work (`shift`) or readiness (`standby`) on a technician's roster."""
    rows = [
        Shift(
            operator_id=act.operator_id,
            technician_id=technician_id,
            during=Range(start, end),
            kind=kind,
        )
        for start, end, kind in spans
    ]
    act.record("dispatch.rostered", ("party", technician_id), rows=rows)
    return rows


def arrange(
    act: Act,
    case_id: UUID,
    job: Job,
    technician_ids: Sequence[UUID],
    under_way: Collection[UUID] = (),
) -> Booking | Decision:
    """Book whoever harms the whole day least; the decision without an offer when nobody can.

    All candidates are locked first, in the order of their ids, so that what is read
    afterwards is still true when it is written. `under_way`: cases whose technician has set
    off. Where the planner fails, the earliest arrival decides, and the record says so.
    """
    act.lock_technicians(technician_ids)
    holder = holding.of_case(case_id)
    days = days_of(technician_ids, act.now, act.now + HORIZON, under_way, holder)
    decision = decided(job, days, act.now)
    if decision.offer is None:
        # What was kept for this case is booked as it was offered, whatever the planner finds.
        kept = holding.offer_kept(holder, job, technician_ids, act.now)
        decision = replace(decision, offer=kept, rule="kept_time") if kept else decision
    if decision.offer is None:
        return decision
    try:
        with act.attempt():
            return _booked(act, case_id, job, decision)
    except NotFree:
        # Free by the plan and not by the constraint: the plain rule plans with what is there.
        plain = replace(decide(job, days, act.now), instead="refused_by_constraint")
        return _booked(act, case_id, job, plain) if plain.offer else plain


def assign(
    act: Act,
    case_id: UUID,
    job: Job,
    technician_id: UUID,
    by: str,
    others: Sequence[UUID] = (),
    under_way: Collection[UUID] = (),
) -> Booking:
    """A dispatcher's choice of technician; skills and time are checked all the same.

    `others` are who else could have been sent: what each would have meant stands on record.
    Raises NotSuitable or NotFree, with nothing changed.
    """
    act.lock_technicians([technician_id])
    ids = sorted({technician_id, *others})
    holder = holding.of_case(case_id)
    days = days_of(ids, act.now, act.now + HORIZON, under_way, holder)
    mine = [day for day in days if day.technician_id == technician_id]
    if not mine:
        raise NotFree
    decision = decided(job, mine, act.now)
    if decision.offer is None:
        result = offer_of(job, mine[0], act.now)
        if isinstance(result, PassedOver) and result.why == "skill":
            raise NotSuitable(", ".join(result.missing))
        raise NotFree
    told = compared(job, days, act.now, decision.offer)
    chosen = replace(decision, passed_over=told)
    return _booked(act, case_id, job, chosen, by)


def _booked(act: Act, case_id: UUID, job: Job, decision: Decision, by: str = "") -> Booking:
    """The visits that move first, the last of them first, so that no two ever overlap."""
    assert decision.offer is not None
    for shift in reversed(decision.shifted):
        _shift(act, shift, case_id)
    return _book(act, case_id, job, decision.offer, _why(decision, by), decision.passed_over)


def _why(decision: Decision, by: str) -> dict[str, Any]:
    """The rule that decided, and what the choice does to others, in figures and words."""
    why: dict[str, Any] = {"rule": decision.rule, "version": 1}
    if by:
        why = {"rule": "chosen_by_person", "by": by, "version": 1}
    if decision.added_way is not None:
        why["added_minutes"] = round(decision.added_way.total_seconds() / 60)
    moved = [s for s in decision.shifted if s.minutes > 0]
    if moved:
        why["later"] = [{"case": str(s.case_id), "minutes": s.minutes} for s in moved]
    if decision.instead:
        why["instead"] = {"because": decision.instead, "faults": list(decision.faults)}
    return why


def _shift(act: Act, shift: Shifted, because_of: UUID) -> None:
    """A promised visit begins at another time inside its promise; what was told stays true."""
    found = Booking.objects.filter(case_id=shift.case_id, status="active").first()
    booking = act.lock(Booking, found.id) if found else None
    if booking is None or booking.status != "active":
        return  # given back a moment ago: its time is free
    booking.during = Range(shift.leaves, shift.free)
    booking.arrive_at = shift.arrives
    body = {"because_of": str(because_of), "minutes": shift.minutes}
    act.record("dispatch.shifted", ("case", shift.case_id), rows=[booking], body=body)


def _book(
    act: Act,
    case_id: UUID,
    job: Job,
    offer: Offer,
    why: dict[str, Any],
    passed_over: Sequence[PassedOver],
) -> Booking:
    booking = Booking(
        operator_id=act.operator_id,
        technician_id=offer.technician_id,
        case_id=case_id,
        during=Range(offer.leaves, offer.free),
        arrive_at=offer.arrives,
        arrive_by=latest_arrival(job, offer, act.now),
        place_code=job.place_code,
        reason={
            **why,
            "arrives": format_instant(offer.arrives),
            "travel_minutes": int(offer.travel.total_seconds() // 60),
        },
        passed_over=[_told(one) for one in passed_over[:NAMED_PASSED_OVER]],
    )
    try:
        with transaction.atomic():
            act.record("dispatch.booked", ("case", case_id), rows=[booking])
    except IntegrityError as error:
        # The constraint is the last word: whoever came second is told, nothing is lost.
        if "dispatch_one_booking_per_case" in str(error):
            raise AlreadyArranged from error
        raise NotFree from error
    holding.give_up(holding.of_case(case_id))
    return booking


def latest_arrival(job: Job, offer: Offer, now: datetime) -> datetime:
    """What may be promised: within the declared time when urgent, else a window of an hour."""
    if job.urgent and job.arrive_within is not None and offer.arrives <= now + job.arrive_within:
        return now + job.arrive_within
    slack = timedelta(minutes=15) if job.urgent else timedelta(hours=1)
    return offer.arrives + slack


def _told(one: PassedOver) -> dict[str, Any]:
    told: dict[str, Any] = {"technician": str(one.technician_id), "why": one.why}
    if one.minutes is not None:
        told["minutes_later"] = one.minutes
    if one.way is not None:
        told["minutes_of_way"] = one.way
    if one.pushed:
        told["pushed"] = one.pushed
    if one.missing:
        told["missing"] = list(one.missing)
    return told


def release(act: Act, case_id: UUID) -> Booking | None:
    """Give the time back; the technician is free for others from now on.

    Callers hold the case. The technician is not locked: time that becomes free hurts no
    planner, and a lock taken after the case would break the order of locks.
    """
    booking = Booking.objects.filter(case_id=case_id, status="active").first()
    if booking is None:
        return None
    booking = act.lock(Booking, booking.id)
    booking.status = "released"
    act.record("dispatch.released", ("case", case_id), rows=[booking])
    return booking


def finish(act: Act, case_id: UUID) -> Booking | None:
    """The visit is over; time that was left over is free again."""
    booking = Booking.objects.filter(case_id=case_id, status="active").first()
    if booking is None:
        return None
    booking.status = "done"
    act.record("dispatch.finished", ("case", case_id), rows=[booking])
    return booking

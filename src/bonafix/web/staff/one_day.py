"""One technician's day on the board: visits with why they go there, gaps, promises in danger."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from psycopg.types.range import Range

from bonafix.dispatch.models import Booking, Shift, Technician
from bonafix.dispatch.planning import Expected, expected, gaps
from bonafix.dispatch.queries import stop_of
from bonafix.dispatch.rules import Span, Stop
from bonafix.repairs.actions.arrange import AT_IT
from bonafix.repairs.models import Promise, Repair
from bonafix.repairs.rules.promises import WARN_BEFORE
from bonafix.web import reasons, words

AT_THE_DOOR = frozenset(AT_IT) - {"under_way"}


def expectations(bookings: list[Booking], now: datetime) -> dict[UUID, Expected]:
    """By case, for active bookings of any technicians in order of time."""
    ids = [one.case_id for one in bookings if one.status == "active"]
    found = Repair.objects.filter(case_id__in=ids).values_list("case_id", "status")
    status = dict(found)
    door = frozenset(case for case, word in status.items() if word in AT_THE_DOOR)
    by_technician: dict[UUID, list[Stop]] = {}
    for one in bookings:
        if one.status == "active":
            stop = stop_of(one, status.get(one.case_id) == "under_way")
            by_technician.setdefault(one.technician_id, []).append(stop)
    told: dict[UUID, Expected] = {}
    for stops in by_technician.values():
        told |= expected(stops, door, now)
    return told


def tone(one: Expected | None) -> str:
    """How close the promise is: broken when it cannot be kept any more, attention when nearly."""
    if one is None or one.slack is None or one.slack >= WARN_BEFORE:
        return "busy"
    return "broken" if one.slack < timedelta(0) else "attention"


def day_of(
    technicians: QuerySet[Technician], asked: str, start: datetime, now: datetime
) -> dict[str, Any] | None:
    """The day from `start` of the technician whose id is asked for; None for nobody's."""
    try:
        who = technicians.filter(pk=UUID(asked)).first()
    except ValueError:
        return None
    if who is None:
        return None
    day = Range(start, start + timedelta(hours=24))
    mine = {"technician_id": who.id, "during__overlap": day}
    bookings = list(
        Booking.objects.filter(status__in=["active", "done"], **mine)
        .select_related("case")
        .order_by("arrive_at")
    )
    spans = [
        (s.during.lower, s.during.upper) for s in Shift.objects.filter(status="active", **mine)
    ]
    free = gaps(_within(spans, day), [(b.during.lower, b.during.upper) for b in bookings], now)
    rows = [*_visits(bookings, now), *(_gap(span) for span in free)]
    return {"technician": who, "rows": sorted(rows, key=lambda row: row["start"])}


def _within(spans: list[Span], day: Range[datetime]) -> list[Span]:
    assert day.lower is not None and day.upper is not None
    return [(max(a, day.lower), min(b, day.upper)) for a, b in spans]


def _gap(span: Span) -> dict[str, Any]:
    minutes = int((span[1] - span[0]).total_seconds() // 60)
    return {"start": span[0], "end": span[1], "minutes": minutes}


def _visits(bookings: list[Booking], now: datetime) -> list[dict[str, Any]]:
    ahead = expectations(bookings, now)
    later = [one["case"] for b in bookings for one in b.reason.get("later", ())]
    numbers = reasons.numbers_of(later)
    cases = [b.case_id for b in bookings]
    repairs = {r.case_id: r for r in Repair.objects.filter(case_id__in=cases)}
    told = dict(
        Promise.objects.filter(case_id__in=cases, status__in=["open", "broken"]).values_list(
            "case_id", "arrive_by"
        )
    )
    return [
        {
            "start": b.during.lower,
            "end": b.during.upper,
            "booking": b,
            "number": b.case.number,
            "url": reverse("staff-case", args=[b.case.number]),
            "place": repairs[b.case_id].place_name if b.case_id in repairs else "",
            "status": words.status_text(repairs[b.case_id].status) if b.case_id in repairs else "",
            "promised": told.get(b.case_id),
            "expected": ahead[b.case_id].arrives if b.case_id in ahead else None,
            "tone": tone(ahead.get(b.case_id)),
            "because": reasons.chosen(b.reason, numbers),
            "passed_over": len(b.passed_over),
        }
        for b in bookings
    ]

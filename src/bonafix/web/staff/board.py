"""The dispatcher's day: who goes where and when, and what nobody has taken yet."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg.types.range import Range

from bonafix.dispatch.models import Booking, Shift, Technician
from bonafix.kit.clock import SHANGHAI, local, now
from bonafix.operators.actors import Actor
from bonafix.repairs.models import Promise, Repair
from bonafix.web.look.dayline import Bar
from bonafix.web.staff.gate import staff_page
from bonafix.web.staff.queue import row

HOURS = 24
SHOWN = 60


@staff_page("board.see")
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Unassigned first, then one line of time for each technician who is at work today."""
    instant = now()
    start = day_start(request.GET.get("day", ""), instant)
    window = Range(start, start + timedelta(hours=HOURS))
    mine = Technician.objects.filter(status="active")
    waiting = Repair.objects.filter(status="accepted").select_related("case", "product")
    if "outlet_dispatcher" in actor.roles and not actor.roles & {"dispatcher", "manager"}:
        mine = mine.filter(outlet_id__in=actor.outlet_ids)
        waiting = waiting.filter(outlet_id__in=actor.outlet_ids)
    lines = _lines(mine, window)
    context = {
        "start": start,
        "hours": HOURS,
        "before": (start - timedelta(days=1)).astimezone(SHANGHAI).date(),
        "after": (start + timedelta(days=1)).astimezone(SHANGHAI).date(),
        "unassigned": [row(r, None, instant) for r in waiting.order_by("received_at")[:SHOWN]],
        "unassigned_count": waiting.count(),
        "lines": lines[:SHOWN],
        "lines_count": len(lines),
        "at_risk": Promise.objects.filter(status="open", warned_at__isnull=False).count(),
        "broken": Promise.objects.filter(status="broken", settled_at__isnull=True).count(),
    }
    return render(request, "bonafix/staff/board.html", context)


def day_start(text: str, instant: datetime) -> datetime:
    """Midnight in China of the asked day; of today when none or nonsense is asked."""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        day = local(instant).date()
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _lines(technicians: Any, window: Range[datetime]) -> list[dict[str, Any]]:
    bookings = (
        Booking.objects.filter(
            during__overlap=window, status__in=["active", "done"], technician__in=technicians
        )
        .select_related("case")
        .order_by("arrive_at")
    )
    shifts = Shift.objects.filter(
        during__overlap=window, status="active", technician__in=technicians
    )
    bars: dict[Any, list[Bar]] = {}
    jobs: dict[Any, list[Booking]] = {}
    for shift in shifts:
        bars.setdefault(shift.technician_id, []).append(
            Bar(shift.during.lower, shift.during.upper, "shift", shift.kind)
        )
    for booking in bookings:
        jobs.setdefault(booking.technician_id, []).append(booking)
        bars.setdefault(booking.technician_id, []).append(
            Bar(booking.during.lower, booking.during.upper, "busy", booking.case.number)
        )
    busy_first = sorted(
        Technician.objects.filter(id__in=bars.keys()).order_by("public_name"),
        key=lambda technician: -len(jobs.get(technician.id, ())),
    )
    return [
        {"technician": t, "bars": bars.get(t.id, []), "jobs": jobs.get(t.id, [])}
        for t in busy_first
    ]

"""The dispatcher's day: who goes where and when, and what nobody has taken yet."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from psycopg.types.range import Range

from bonafix.dispatch.models import Booking, Shift, Technician
from bonafix.kit.clock import SHANGHAI, local, now
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.people.models import Party
from bonafix.repairs.models import Promise, Repair
from bonafix.web import reasons
from bonafix.web.look import dayline
from bonafix.web.staff.gate import opens, staff_page
from bonafix.web.staff.one_day import day_of, expectations, tone
from bonafix.web.staff.queue import row

HOURS = 24
FARTHEST = timedelta(days=3660)
SHOWN = 60


@staff_page("board.see")
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is close to its time, what is unassigned, then one line for each technician."""
    instant = now()
    start = day_start(request.GET.get("day", ""), instant)
    technicians, repairs = _within_reach(actor)
    waiting = repairs.filter(status="accepted").select_related("case", "product", "technician")
    lines = _lines(technicians, Range(start, start + timedelta(hours=HOURS)))
    busy = [line for line in lines if line["jobs"]]
    everybody = request.GET.get("all") == "1"
    asked = request.GET.get("who", "")
    page = Paginator(lines if everybody else busy, SHOWN).get_page(request.GET.get("page"))
    _draw(page.object_list, start, instant)
    place = dayline.percent(instant, start, HOURS)
    context = {
        "start": start,
        "day": start.date(),
        "before": (start - timedelta(days=1)).date(),
        "after": (start + timedelta(days=1)).date(),
        "unassigned": _unassigned(waiting, instant),
        "one": day_of(technicians, asked, start, instant) if asked else None,
        "unassigned_count": waiting.count(),
        "may_queue": opens(actor, "queue.see"),
        "page": page,
        "lines_count": len(lines),
        "idle_count": len(lines) - len(busy),
        "everybody": everybody,
        "ticks": dayline.ticks(start, HOURS, every=3),
        "now_at": f"{place:.2f}%" if 0 < place < 100 else "",
        "pressing": _pressing(repairs),
    }
    return render(request, "bonafix/staff/board.html", context)


def day_start(text: str, instant: datetime) -> datetime:
    """Midnight in China of the asked day; of today when none or nonsense is asked."""
    today = local(instant).date()
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        day = today
    # Nobody has a calendar that long, and a day beside the last one does not exist.
    if abs(day - today) > FARTHEST:
        day = today
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _within_reach(actor: Actor) -> tuple[QuerySet[Technician], QuerySet[Repair]]:
    """Technicians and repairs of the actor's outlets; of all when the role sees all."""
    technicians = Technician.objects.filter(status="active")
    repairs = Repair.objects.all()
    if "outlet_dispatcher" in actor.roles and not actor.roles & {"dispatcher", "manager"}:
        technicians = technicians.filter(outlet_id__in=actor.outlet_ids)
        repairs = repairs.filter(outlet_id__in=actor.outlet_ids)
    return technicians, repairs


def _pressing(repairs: QuerySet[Repair]) -> list[dict[str, Any]]:
    """Promises that are warned about, or passed without anybody at the door yet."""
    cases = repairs.filter(arrived_at__isnull=True).values("case_id")
    late = Promise.objects.filter(status="broken", settled_at__isnull=True, case_id__in=cases)
    close = Promise.objects.filter(status="open", warned_at__isnull=False, case_id__in=cases)
    promises = [*late.order_by("arrive_by")[:SHOWN], *close.order_by("arrive_by")[:SHOWN]]
    found = {
        repair.case_id: repair
        for repair in Repair.objects.filter(
            case_id__in=[p.case_id for p in promises]
        ).select_related("case", "technician")
    }
    return [
        {
            "repair": found[promise.case_id],
            "url": reverse("staff-case", args=[found[promise.case_id].case.number]),
            "arrive_by": promise.arrive_by,
            "broken": promise.status == "broken",
        }
        for promise in promises
    ]


def _lines(technicians: QuerySet[Technician], day: Range[datetime]) -> list[dict[str, Any]]:
    """Everybody with a shift or a job on that day; those with most jobs first."""
    mine = {"during__overlap": day, "technician__in": technicians}
    bookings = Booking.objects.filter(status__in=["active", "done"], **mine)
    shifts: dict[UUID, list[Shift]] = {}
    for shift in Shift.objects.filter(status="active", **mine):
        shifts.setdefault(shift.technician_id, []).append(shift)
    jobs: dict[UUID, list[Booking]] = {}
    for booking in bookings.select_related("case").order_by("arrive_at"):
        jobs.setdefault(booking.technician_id, []).append(booking)
    at_work = Technician.objects.filter(id__in={*shifts, *jobs}).order_by("public_name", "id")
    titles = Party.objects.filter(id__in={t.outlet_id for t in at_work if t.outlet_id})
    outlets: dict[UUID | None, str] = dict(titles.values_list("id", "title"))
    lines = [
        {
            "technician": technician,
            "outlet": outlets.get(technician.outlet_id, ""),
            "shifts": shifts.get(technician.id, []),
            "jobs": jobs.get(technician.id, []),
        }
        for technician in at_work
    ]
    return sorted(lines, key=lambda line: -len(line["jobs"]))


def _unassigned(waiting: QuerySet[Repair], instant: datetime) -> list[dict[str, Any]]:
    """Whoever waits for a technician longest first, each with why nobody could be sent."""
    shown = list(waiting.order_by("received_at")[:SHOWN])
    why = _nobody(repair.case_id for repair in shown)
    return [{**row(r, None, instant), "why": why.get(r.case_id, "")} for r in shown]


def _nobody(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What the record says of the last search, in words."""
    entries = Entry.objects.filter(kind="repairs.nobody_free", stream_id__in=list(case_ids))
    found = entries.order_by("stream_id", "seq").values_list("stream_id", "body")
    return {case: reasons.nobody(json.loads(bytes(body))["reasons"]) for case, body in found}


def _draw(lines: Any, start: datetime, instant: datetime) -> None:
    """Put the bars of the day beside each line that is shown, promises in danger marked."""
    ahead = expectations([job for line in lines for job in line["jobs"]], instant)
    for line in lines:
        bars = [dayline.Bar(s.during.lower, s.during.upper, "shift", "") for s in line["shifts"]]
        tones = {job.id: tone(ahead.get(job.case_id)) for job in line["jobs"]}
        bars += [
            dayline.Bar(j.during.lower, j.during.upper, tones[j.id], j.case.number)
            for j in line["jobs"]
        ]
        line["drawn"] = dayline.drawn(bars, start, HOURS)
        line["tone"] = next((t for t in ("broken", "attention") if t in tones.values()), "")

"""The desk's queue: every open case, who owes the next step, and until when."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case as Choice
from django.db.models import Count, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number
from bonafix.deadlines.queries import due_of_case
from bonafix.evidence.queries import labels_waiting
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.operators.actors import Actor
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import ENDS, STATES
from bonafix.web import words
from bonafix.web.staff.gate import opens, staff_page

PER_PAGE = 50
LIVE = tuple(status for status in STATES if status not in ENDS)


@staff_page("queue.see")
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Rows in the order of their deadlines; filters stand in the address."""
    wanted, missing = request.GET.get("q", "").strip(), False
    if wanted:
        try:
            return redirect("staff-case", number=by_number(wanted).number)
        except BonafixError:
            missing = True
    status = request.GET.get("status", "")
    owner = request.GET.get("owner", "")
    repairs = Repair.objects.select_related("case", "technician", "product")
    # An ended case may have an owner again: a telephone said something against its record.
    live = Q(status__in=LIVE) | ~Q(case__owner="nobody")
    repairs = repairs.filter(status=status) if status in STATES else repairs.filter(live)
    if owner in words.OWNERS:
        repairs = repairs.filter(case__owner=owner)
    repairs = repairs.annotate(due_at=due_of_case("case_id"))
    # What has come up to the manager is late already, whenever it is asked for again.
    up = When(case__owner="manager", then=Value(0))
    ordered = repairs.order_by(
        Choice(up, default=Value(1)), F("due_at").asc(nulls_last=True), "received_at"
    )
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    instant = now()
    rows = [row(repair, getattr(repair, "due_at", None), instant) for repair in page]
    return render(
        request,
        "bonafix/staff/queue.html",
        {
            "rows": rows,
            "page": page,
            "counts": _counts(status, status or owner),
            "q": wanted,
            "may_report": opens(actor, "report.file"),
            "missing": missing,
            "labels": labels_waiting() if opens(actor, "label.see") else [],
            "owners": _owners(owner),
        },
    )


def row(repair: Repair, due: Any, instant: Any) -> dict[str, Any]:
    """One line of the queue."""
    late = repair.case.owner == "manager" or words.is_late(due, instant)
    return {
        "number": repair.case.number,
        "url": reverse("staff-case", args=[repair.case.number]),
        "status": words.status_text(repair.status),
        "tone": "attention" if late else words.status_tone(repair.status),
        "late": late,
        "owner": words.OWNERS.get(repair.case.owner, repair.case.owner),
        "due": due,
        "place": repair.place_name or words.waiting_text(repair.waiting_reason),
        "urgent": repair.urgent,
        "received": repair.received_at,
        "arrive_by": repair.arrive_by,
        "technician": repair.technician.public_name if repair.technician else "",
        "product": repair.product.title if repair.product else "",
    }


def _counts(current: str, chosen: str) -> list[dict[str, Any]]:
    numbers = dict(
        Repair.objects.filter(status__in=LIVE).values_list("status").annotate(Count("id"))
    )
    everything = {
        "title": _("All"),
        "number": sum(numbers.values()),
        "url": "?",
        "current": not chosen,
    }
    return [everything] + [
        {
            "title": words.status_text(status),
            "number": numbers[status],
            "url": f"?status={status}",
            "current": status == current,
        }
        for status in LIVE
        if status in numbers
    ]


def _open() -> QuerySet[Case]:
    return Case.objects.filter(status="open", kind="repair")


def _owners(current: str) -> list[dict[str, Any]]:
    numbers = dict(_open().values_list("owner").annotate(Count("id")))
    return [
        {
            "title": words.OWNERS[owner],
            "number": numbers[owner],
            "url": f"?owner={owner}",
            "current": owner == current,
        }
        for owner in words.OWNERS
        if owner in numbers
    ]

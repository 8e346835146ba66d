"""The manager's overview: promises kept, what is open, what is late."""

from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.cases.models import Case
from bonafix.deadlines.queries import set_aside
from bonafix.evidence.reuse.models import PictureMatch
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.ledger.models import Anchor
from bonafix.operators.actors import Actor
from bonafix.people.actions import leave_phone, phone_left
from bonafix.people.models import Party
from bonafix.people.queries import masked, staff_to_tell
from bonafix.repairs.actions.wishes import erasures_asked
from bonafix.repairs.models import Promise, Repair
from bonafix.web import words
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import opens, staff_page

DAYS = 30
Z95 = 1.959964
MOST_SET_ASIDE = 50


@staff_page("overview.see")
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Figures with their intervals, each a link to the cases behind it."""
    instant = now()
    since = instant - timedelta(days=DAYS)
    anchor = Anchor.objects.order_by("-seq").first()
    return render(
        request,
        "bonafix/staff/overview.html",
        {
            "days": DAYS,
            "promises": [_kept(kind, since) for kind in ("within_30", "window")],
            "outlets": _by_outlet(since),
            "open_cases": Case.objects.filter(status="open").count(),
            "escalated": Case.objects.filter(status="open", owner="manager").count(),
            "seen_twice": PictureMatch.objects.count(),
            "waiting": _waiting(),
            "received": Repair.objects.filter(received_at__gte=since).count(),
            "median": _median_minutes(since),
            "anchor": anchor,
            "erasures": erasures_asked(),
            **_told(actor, instant),
            "set_aside": _set_aside(actor),
        },
    )


def _told(actor: Actor, instant: datetime) -> dict[str, Any]:
    """Where this manager gets messages, and whether any manager does."""
    person = phone_left(actor.id, instant)
    return {
        "may_be_told": opens(actor, "reach.edit"),
        "told_at": masked(person).phone if person else "",
        "nobody_told": not staff_to_tell("manager", instant),
    }


@staff_page("reach.edit")
@require_POST
def reach(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where the manager who is logged in wants to be told of what has come up; or no longer."""
    try:
        leave_phone(actor, now(), request.POST.get("phone", ""))
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-overview")


def _set_aside(actor: Actor) -> list[dict[str, Any]]:
    """Deadlines that the clock could not act on: a person has to look after these cases."""
    held = set_aside(actor.operator_id)
    cases = [one.subject_id for one in held if one.subject_kind == "case"]
    numbers = dict(Case.objects.filter(id__in=cases).values_list("id", "number"))
    return [
        {"number": numbers.get(one.subject_id, ""), "due_at": one.due_at}
        for one in held[:MOST_SET_ASIDE]
    ]


def wilson(hits: int, total: int) -> tuple[float, float]:
    """95 % interval of a share after Wilson (1927); (0, 1) when nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    middle = share + Z95**2 / (2 * total)
    spread = Z95 * sqrt(share * (1 - share) / total + Z95**2 / (4 * total**2))
    below = 1 + Z95**2 / total
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


def share_of(hits: int, total: int) -> dict[str, Any]:
    """A share in per cent with its interval, ready to be shown."""
    low, high = wilson(hits, total)
    return {
        "hits": hits,
        "total": total,
        "percent": round(100 * hits / total) if total else None,
        "low": round(100 * low),
        "high": round(100 * high),
    }


def _kept(kind: str, since: datetime) -> dict[str, Any]:
    settled = Promise.objects.filter(
        kind=kind, counted_from__gte=since, status__in=["kept", "broken"]
    )
    figures = dict(settled.values_list("status").annotate(Count("id")))
    kept = figures.get("kept", 0)
    return {"kind": kind, **share_of(kept, kept + figures.get("broken", 0))}


def _by_outlet(since: datetime) -> list[dict[str, Any]]:
    rows = Promise.objects.filter(
        counted_from__gte=since, status__in=["kept", "broken"]
    ).values_list("case_id", "status")
    outlet_of = dict(
        Repair.objects.filter(case_id__in=[c for c, _ in rows]).values_list("case_id", "outlet_id")
    )
    counted: dict[Any, list[int]] = {}
    for case_id, status in rows:
        total = counted.setdefault(outlet_of.get(case_id), [0, 0])
        total[1] += 1
        total[0] += status == "kept"
    titles = dict(Party.objects.filter(id__in=[o for o in counted if o]).values_list("id", "title"))
    return sorted(
        (
            {"title": titles.get(outlet, "—"), **share_of(hits, total)}
            for outlet, (hits, total) in counted.items()
        ),
        key=lambda one: (one["percent"], -one["total"]),
    )


def _waiting() -> list[dict[str, Any]]:
    rows = (
        Repair.objects.filter(status="waiting")
        .values_list("waiting_reason")
        .annotate(number=Count("id"))
        .order_by("-number")
    )
    return [{"reason": words.waiting_text(reason), "number": number} for reason, number in rows]


def _median_minutes(since: datetime) -> int | None:
    """Median minutes from receipt to the door code of urgent repairs."""
    spans = sorted(
        (arrived - received).total_seconds() / 60 if arrived else 0.0
        for received, arrived in Repair.objects.filter(
            urgent=True, received_at__gte=since, arrived_at__isnull=False
        ).values_list("received_at", "arrived_at")
    )
    return round(spans[len(spans) // 2]) if spans else None

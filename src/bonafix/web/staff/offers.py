"""Visits passed to outlets: the outlet's inbox with its pay, and how outlets keep their word."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.operators.actors import Actor
from bonafix.people.actions import leave_outlet_phone
from bonafix.people.models import Party
from bonafix.people.queries import masked
from bonafix.products.models import Brand
from bonafix.repairs.actions.elsewhere import HAND_BACK, hand_back
from bonafix.repairs.actions.taking_on import take_on
from bonafix.repairs.models import Repair
from bonafix.repairs.offers import kept_by_outlet, offers_to
from bonafix.repairs.passed import Offer
from bonafix.repairs.rules.offers import OFFERED, Kept
from bonafix.web import words
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page
from bonafix.web.staff.overview import wilson

DAYS = 30
LONGEST_DAYS = 366


@staff_page("offer.see")
def offers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What this outlet is to answer, soonest first, each with its pay."""
    found = offers_to(actor.outlet_ids)
    repairs = {
        one.case_id: one
        for one in Repair.objects.filter(case_id__in=[row.case_id for row in found]).select_related(
            "product"
        )
    }
    context = {
        "offers": [_offer(row, repairs[row.case_id]) for row in found],
        "whys": words.whys(HAND_BACK),
        "kept": [_kept(one, {}) for one in _own(actor, now())],
        "days": DAYS,
        "reaches": [_reach(outlet) for outlet in Party.objects.filter(id__in=actor.outlet_ids)],
    }
    return render(request, "bonafix/staff/offers.html", context)


def _reach(outlet: Party) -> dict[str, Any]:
    """Where an outlet is told of visits, masked."""
    return {"id": outlet.id, "title": outlet.title, "phone": masked(outlet).phone}


@staff_page("outlet.reach")
@require_POST
def reach(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """The telephone for messages about visits; left empty, there are none."""
    try:
        leave_outlet_phone(actor, now(), pk, request.POST.get("phone", ""))
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-offers")


def _offer(row: Offer, repair: Repair) -> dict[str, Any]:
    return {
        "row": row,
        "repair": repair,
        "number": row.case.number,
        "kind": words.KINDS[repair.kind],
        "asked": row.status == OFFERED,
    }


def _own(actor: Actor, instant: datetime) -> list[Kept]:
    since = instant - timedelta(days=DAYS)
    return kept_by_outlet(since, instant, outlets=actor.outlet_ids)


@staff_page("offer.see")
@require_POST
def answer(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Take a visit on, or hand it back with a reason; a refusal is a sentence."""
    try:
        if request.POST.get("do") == "hand_back":
            hand_back(actor, now(), number, request.POST.get("why", ""))
        else:
            take_on(actor, now(), number)
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-offers")


@staff_page("outlets.see")
def outlets(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By outlet: offered, taken on in time, arrived as promised, handed back."""
    days = days_in(request.GET.get("days", ""))
    instant = now()
    found = kept_by_outlet(instant - timedelta(days=days), instant, brands=brands_of(actor))
    titles = dict(
        Party.objects.filter(id__in=[one.outlet_id for one in found]).values_list("id", "title")
    )
    rows = sorted((_kept(one, titles) for one in found), key=lambda row: -row["offered"])
    return render(request, "bonafix/staff/outlets.html", {"rows": rows, "days": days})


def days_in(text: str) -> int:
    """How many days back: what was asked, within a year; a month otherwise."""
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else DAYS
    return min(max(asked, 1), LONGEST_DAYS)


def brands_of(actor: Actor) -> list[Any] | None:
    """The brands in whose name the actor looks; None: whoever runs the house sees all."""
    if actor.roles & {"manager", "auditor"}:
        return None
    return list(Brand.objects.filter(party_id__in=actor.party_ids).values_list("id", flat=True))


def _kept(one: Kept, titles: dict[Any, str]) -> dict[str, Any]:
    low, high = wilson(one.arrived_in_time, one.settled)
    return {
        **asdict(one),
        "title": titles.get(one.outlet_id, ""),
        "low": round(100 * low),
        "high": round(100 * high),
    }

"""What visits pay to outlets and technicians: read, and published anew from a day on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bonafix.kit.clock import SHANGHAI, now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.kit.money import yuan
from bonafix.operators.actors import Actor
from bonafix.products.models import Brand
from bonafix.repairs.actions.offers import publish_rate
from bonafix.repairs.passed import PayRate
from bonafix.repairs.rules.offers import Pay
from bonafix.web import words
from bonafix.web.customer.report.forms import named
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page

FIELDS = ("usual_outlet", "usual_technician", "urgent_outlet", "urgent_technician")


@staff_page("pay.edit")
def pay(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every rate, newest first, and a form for the next."""
    given: QueryDict | None = None
    if request.method == "POST":
        try:
            _publish(actor, now(), request.POST)
        except BonafixError as error:
            messages.error(request, sentence(error))
            given = request.POST
        else:
            messages.success(request, _("Published. It holds from its day on."))
            return redirect("staff-pay")
    context = {
        "rates": [_rate(row) for row in PayRate.objects.order_by("-version")],
        "kinds": words.KINDS.items(),
        "brands": Brand.objects.order_by("title"),
        "given": given or {},
    }
    return render(request, "bonafix/staff/pay.html", context, status=422 if given else 200)


def _publish(actor: Actor, instant: datetime, given: QueryDict) -> None:
    sums = {name: yuan(given.get(name, "")) for name in FIELDS}
    publish_rate(
        actor,
        instant,
        since=_since(given.get("since", ""), instant),
        kind=given.get("kind", ""),
        brand_id=_brand(given.get("brand", "")),
        pay={
            name: Pay(sums[f"{name}_outlet"], sums[f"{name}_technician"])
            for name in ("usual", "urgent")
        },
    )


def _brand(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid("brand_unknown", "Please choose a brand of the list.") from error


def _since(text: str, instant: datetime) -> datetime:
    """The clock on the wall in China; left empty, at once."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) if text else instant
    except ValueError as error:
        raise Invalid("not_a_time", "Please give day and time, like 2026-11-24 14:20.") from error


def _rate(row: PayRate) -> dict[str, Any]:
    return {
        "row": row,
        "kind": words.KINDS.get(row.kind, row.kind),
        "brand": named(row.brand) if row.brand else "",
    }

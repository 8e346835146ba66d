"""What is held about a customer, for that customer: seen, taken along, consent, erasure.

The link of the case is not enough: a code goes to the customer's own telephone first.
"""

import json
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonafix.intake.limits import allowed, check_rate
from bonafix.kit.clock import format_instant, now, parse_instant
from bonafix.kit.errors import BonafixError
from bonafix.kit.phones import mask_phone
from bonafix.ledger.acts import begin
from bonafix.notices.actions import notify
from bonafix.operators.actors import Actor
from bonafix.people.actions import export
from bonafix.people.codes import issue_code, redeem_code
from bonafix.people.errors import CodeOver
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.wishes import ask_erasure, erasure_due, withdraw
from bonafix.repairs.rules.states import ENDS
from bonafix.web.customer.holder import Held, held
from bonafix.web.customer.start import PER_MINUTE
from bonafix.web.customer.tracking import attachment
from bonafix.web.errors import sentence

PURPOSE: Final = "own_data"
# How long a browser that has shown the code may look.
OPEN_FOR: Final = timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """First the code, then the data and what can be done with them."""
    one, instant = held(token), now()
    doing = request.POST.get("do", "") if request.method == "POST" else ""
    if doing in ("send", "code"):
        return _door(request, one, doing, instant)
    if not _is_open(request, one, instant):
        return _closed(request, one)
    if doing == "file":
        return _file(one, instant)
    if doing in ("withdraw", "erase"):
        _decide(request, one, doing, instant)
        return redirect("track-data", token)
    return _show(request, one, instant)


def _phone(one: Held) -> str:
    cell = one.repair.customer.phone
    return (unseal(bytes(cell)) if cell else None) or ""


def _closed(
    request: HttpRequest, one: Held, *, sent: bool = False, error: str = ""
) -> HttpResponse:
    context = {"token": one.token, "case": one.case, "sent": sent, "error": error}
    context["phone"] = mask_phone(_phone(one))
    status = 422 if error else 200
    return render(request, "bonafix/customer/own_code.html", context, status=status)


def _door(request: HttpRequest, one: Held, doing: str, instant: datetime) -> HttpResponse:
    """Send the code, or take it; the right one opens the page for a while, in this browser."""
    try:
        _limit(request, instant)
        if doing == "send":
            _send(one, instant)
            return _closed(request, one, sent=True)
        if one.repair.customer_id not in redeem_code(
            _phone(one), PURPOSE, request.POST.get("code", "")[:20], instant
        ):
            raise CodeOver
    except BonafixError as error:
        return _closed(request, one, sent=doing == "code", error=sentence(error))
    request.session[PURPOSE] = {one.case.id.hex: format_instant(instant + OPEN_FOR)}
    return redirect("track-data", one.token)


def _limit(request: HttpRequest, instant: datetime) -> None:
    address = request.META.get("REMOTE_ADDR") or ""
    forwarded = "X-Forwarded-For" in request.headers
    check_rate(PURPOSE, address, instant, allowed(address, forwarded, PER_MINUTE))


def _send(one: Held, instant: datetime) -> None:
    issued = issue_code(_phone(one), PURPOSE, instant)
    with begin(Actor.system(one.case.operator_id), instant) as act:
        notify(
            act,
            one.case.id,
            one.repair.customer_id,
            "one_time_code",
            {},
            key=f"one_time_code:{one.case.id}:{uuid4()}",
            secret=issued.code,
        )


def _is_open(request: HttpRequest, one: Held, instant: datetime) -> bool:
    opened = request.session.get(PURPOSE)
    until = opened.get(one.case.id.hex) if isinstance(opened, dict) else None
    return until is not None and instant < parse_instant(until)


def _file(one: Held, instant: datetime) -> HttpResponse:
    data = export(one.actor, instant, one.repair.customer_id)
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"data-{one.case.number}.json"
    response.headers["Content-Disposition"] = attachment(name, name)
    return response


def _decide(request: HttpRequest, one: Held, doing: str, instant: datetime) -> None:
    if doing == "erase":
        ask_erasure(one.actor, instant, one.case.number)
        said = _("A person answers you by the date on this page. Nothing is lost until then.")
    elif withdraw(one.actor, instant, one.case.number):
        said = _("Your consent is withdrawn. The visit stops, and a person calls you.")
    else:
        said = _("Your consent is withdrawn.")
    messages.success(request, said, extra_tags="good")


def _show(request: HttpRequest, one: Held, instant: datetime) -> HttpResponse:
    data: dict[str, Any] = export(one.actor, instant, one.repair.customer_id)
    person = data["people"]
    context = {
        "token": one.token,
        "case": one.case,
        "person": person,
        "repairs": data.get("repairs", {}).get("repairs", []),
        "agreed": [row for row in person["consents"] if row["withdrawn"] is None],
        "open": one.repair.status not in ENDS,
        "erasure_due": erasure_due(one.repair.customer_id),
    }
    return render(request, "bonafix/customer/own.html", context)

"""What the operator has decided about moving, waiting and cancelling: read, and published anew."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.kit.clock import SHANGHAI, local, now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.operators.actors import Actor
from bonafix.products.models import PriceItem
from bonafix.repairs.actions.policy import policy_at, publish_policy
from bonafix.repairs.models import Policy as Row
from bonafix.repairs.rules.policies import FEES, LIMITS, Policy
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page

NAMES = {
    "customer_moves": gettext_lazy("How often a customer may move a visit alone"),
    "wait_minutes": gettext_lazy("Minutes that a technician waits at the door"),
    "silent_minutes": gettext_lazy("Minutes after which a technician who has not left is replaced"),
    "fee_arrived": gettext_lazy("Owed when cancelled after the technician came"),
    "fee_approved": gettext_lazy("Owed when cancelled after the quote was approved"),
    "accept_minutes": gettext_lazy("Minutes that an outlet has to take a visit on; 0: not asked"),
    "accept_urgent_minutes": gettext_lazy("The same for an urgent visit; never longer"),
    "recording_days": gettext_lazy("Days that a sound recording is kept; 0: none is made"),
}


@staff_page("policy.edit")
def policy(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The version in force, those before and to come, and a form for the next."""
    instant = now()
    given: QueryDict | None = None
    if request.method == "POST":
        try:
            publish_policy(actor, instant, _since(request.POST, instant), _values(request.POST))
        except BonafixError as error:
            messages.error(request, sentence(error))
            given = request.POST
        else:
            messages.success(request, _("Published. It holds from its day on."))
            return redirect("staff-policy")
    held = policy_at(instant)
    context = {
        "held": held,
        "fields": _fields(held, given),
        "since": given.get("since", "") if given else _tomorrow(instant),
        "versions": [_version(row) for row in Row.objects.order_by("-version")],
    }
    return render(request, "bonafix/staff/policy.html", context, status=422 if given else 200)


def _fields(held: Policy, given: QueryDict | None) -> list[dict[str, Any]]:
    codes = dict(PriceItem.objects.order_by("code").values_list("code", "title"))
    return [
        {
            "name": name,
            "label": label,
            "value": given.get(name, "") if given else getattr(held, name),
            "choices": [("", _("Nothing")), *codes.items()] if name in FEES else None,
            "limits": LIMITS.get(name),
        }
        for name, label in NAMES.items()
    ]


def _values(given: QueryDict) -> dict[str, Any]:
    """Numbers as numbers; what is none is refused by its name."""
    values: dict[str, Any] = {name: given.get(name, "") for name in FEES}
    for name in LIMITS:
        text = given.get(name, "").strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise Invalid("policy_value", "%(name)s is outside its limits.", name=NAMES[name])
        values[name] = int(text)
    return values


def _since(given: QueryDict, instant: datetime) -> datetime:
    """The clock on the wall in China; left empty, at once."""
    text = given.get("since", "").strip()
    if not text:
        return instant
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise Invalid("not_a_time", "Please give day and time, like 2026-11-24 14:20.") from error


def _tomorrow(instant: datetime) -> str:
    day = local(instant).date() + timedelta(days=1)
    return f"{day.isoformat()}T00:00"


def _version(row: Row) -> dict[str, Any]:
    values = asdict(Policy.of(row.version, row.values))
    return {
        "version": row.version,
        "since": row.since,
        "values": [(label, values[name] or _("Nothing")) for name, label in NAMES.items()],
    }

"""Whom the customer names beside them: a page of its own, and the code told to them."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonafix.cases.contacting import Named, contact_of, end_contact, name_contact
from bonafix.cases.models import Contact
from bonafix.intake.limits import limit
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.people.queries import masked
from bonafix.repairs.actions.codes import tell_code
from bonafix.web.customer.holder import Held, held
from bonafix.web.errors import sentence
from bonafix.web.words import RELATIONS

FIELDS: Final = ("name", "phone", "relation", "told")
# Each of these telephones somebody.
CALLS_PER_MINUTE: Final = 5


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, token: str) -> HttpResponse:
    """Whom the customer names; the form comes back filled in when something cannot be used."""
    one = held(token)
    given = {name: request.POST.get(name, "") for name in FIELDS}
    fault: BonafixError | None = None
    if request.method == "POST":
        try:
            said = _do(request, one, given)
        except BonafixError as error:
            fault = error
        else:
            messages.success(request, said, extra_tags="good")
            # A contact who took themselves out has no link any more.
            return redirect("home") if one.contact and given["name"] == "" else _back(one)
    context = {
        "token": token,
        "case": one.case,
        "given": given,
        "fault": sentence(fault) if fault else "",
        "field": getattr(fault, "field", "") if isinstance(fault, Invalid) else "",
        "relations": RELATIONS.items(),
        "mine": one.contact is None,
        **contact_shown(contact_of(one.case.id)),
    }
    status = fault.status if fault else 200
    return render(request, "bonafix/customer/contact.html", context, status=status)


def _back(one: Held) -> HttpResponse:
    return redirect("track", one.token)


def _do(request: HttpRequest, one: Held, given: dict[str, str]) -> str:
    doing, instant = request.POST.get("do", ""), now()
    limit(request, "contact", instant, CALLS_PER_MINUTE)
    if doing == "end":
        end_contact(one.actor, instant, one.case.number)
        return _("Nobody else is named any more; their data is erased.")
    if doing == "code":
        tell_code(one.actor, instant, one.case.number)
        return _("They are told the code by telephone.")
    return _name(one, instant, given)


def _name(one: Held, instant: datetime, given: dict[str, str]) -> str:
    named = Named(given["name"], given["phone"], given["relation"], told=bool(given["told"]))
    name_contact(one.actor, instant, one.case.number, named)
    return _("They are named for this case.")


def contact_shown(row: Contact | None) -> dict[str, Any]:
    """For pages: masked, as every person is."""
    if row is None:
        return {"contact": None}
    person = masked(row.party)
    return {
        "contact": {
            "name": person.name,
            "phone": person.phone,
            "relation": RELATIONS[row.relation],
            "told": row.told,
        }
    }

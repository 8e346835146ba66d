"""Persons of a case in full: with a reason, and each on the record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from bonafix.access import require
from bonafix.cases.contacting import require_contact
from bonafix.cases.queries import subject_of
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.operators.actors import Actor
from bonafix.people.actions import unmask
from bonafix.web.errors import sentence
from bonafix.web.staff.case import allowed, context_of
from bonafix.web.staff.gate import staff_page


@staff_page("person.unmask")
@require_POST
def unmask_customer(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The customer's name, phone and address in full, with a reason; each is on the record."""
    case, repair = allowed(actor, number)
    require(actor, "person.unmask", subject_of(case))
    context = context_of(actor, case, repair)
    try:
        context["plain"] = unmask(
            actor,
            now(),
            repair.customer_id,
            ["name", "phone"],
            request.POST.get("reason", ""),
            {"visit_address": bytes(repair.address)},
        )
    except BonafixError as error:
        messages.error(request, sentence(error))
    return render(request, "bonafix/staff/case.html", context)


@staff_page("person.unmask")
@require_POST
def unmask_contact(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Name and telephone of whoever the customer named, with a reason; it is on the record."""
    case, repair = allowed(actor, number)
    require(actor, "person.unmask", subject_of(case))
    context = context_of(actor, case, repair)
    try:
        one = require_contact(case.id)
        reason = request.POST.get("reason", "")
        context["plain_contact"] = unmask(actor, now(), one.party_id, ["name", "phone"], reason)
    except BonafixError as error:
        messages.error(request, sentence(error))
    return render(request, "bonafix/staff/case.html", context)

"""The desk offers times that can be kept, and takes the one that the customer chooses."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bonafix.cases.queries import by_number, require_case
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.actions.offer import RESCHEDULE, offer_times
from bonafix.repairs.actions.rebook import reschedule_into
from bonafix.web.customer.report import times
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page


@staff_page("repair.reschedule")
def offered(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Times that are kept for this case while the desk asks its customer."""
    case, repair = case_of(by_number(number).id)
    require_case(actor, RESCHEDULE.permission, case)
    instant, status = now(), 200
    if repair.status not in RESCHEDULE.before:
        return redirect("staff-case", number=case.number)
    if request.method == "POST":
        try:
            window = times.slot_of(request.POST.get("when", ""))
            reschedule_into(actor, instant, case.number, window)
        except BonafixError as error:
            messages.error(request, sentence(error))
            status = 409
        else:
            messages.success(request, _("Done, and on the record."))
            return redirect("staff-case", number=case.number)
    context: dict[str, Any] = {
        "case": case,
        "repair": repair,
        "offered": times.kept(offer_times(actor, instant, repair), instant),
    }
    return render(request, "bonafix/staff/times.html", context, status=status)

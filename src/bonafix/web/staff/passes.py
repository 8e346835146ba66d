"""The pass on the technician's own telephone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bonafix.access import require
from bonafix.cases.queries import by_number, subject_of
from bonafix.kit.errors import NotFound
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.passes import pass_of
from bonafix.web.customer.passes import address_of, qr
from bonafix.web.staff.gate import staff_page


@staff_page("day.see")
def own(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The code of one's own arranged visit, large enough for a camera."""
    case = by_number(number)
    require(actor, "visit.depart", subject_of(case))
    text = pass_of(case.id)
    if text is None:
        raise NotFound("no_visit", "There is no arranged visit for this case.")
    context = {"number": case.number, "code": qr(address_of(text))}
    return render(request, "bonafix/staff/pass.html", context)

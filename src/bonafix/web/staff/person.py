"""What is held about the customer of a case: given to them as a file, or erased."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.cases.queries import by_number, customer_of, require_case
from bonafix.kit.clock import now
from bonafix.operators.actors import Actor
from bonafix.people.actions import erase, export
from bonafix.people.actions.erase import Erasure
from bonafix.web.customer.tracking import attachment
from bonafix.web.look.words import full_day
from bonafix.web.staff.gate import staff_page


@staff_page("person.export")
@require_POST
def data(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Everything about the customer as JSON, to be handed to them; that it was is on record."""
    del request
    case = by_number(number)
    require_case(actor, "case.see", case)
    held = export(actor, now(), customer_of(case.id))
    text = json.dumps(held, ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"data-{case.number}.json"
    response.headers["Content-Disposition"] = attachment(name, name)
    return response


@staff_page("person.erase")
@require_POST
def forget(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Erase the customer as far as the law lets, and say what stays, why and until when."""
    case = by_number(number)
    require_case(actor, "case.see", case)
    outcome = erase(actor, now(), customer_of(case.id))
    tell = messages.success if outcome.status == "erased" else messages.warning
    tell(request, told(outcome))
    return redirect("staff-case", number=case.number)


def told(outcome: Erasure) -> str:
    """The outcome in words that can be read to the person."""
    if outcome.status == "erased":
        return _("Erased: nobody can read anything of this person any more.")
    why = " ".join(
        _("%(what)s: %(why)s") % {"what": _(one.what), "why": _(one.why)} for one in outcome.kept
    )
    if outcome.status == "refused":
        return _("Not erased yet. %(why)s") % {"why": why}
    if outcome.at is None:
        return _("Locked away for as long as it must be kept. %(why)s") % {"why": why}
    until = full_day(outcome.at)
    return _("Locked away, and erased on %(until)s. %(why)s") % {"until": until, "why": why}

"""What a device without signal says against the record, beside what the record says; pictures."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from bonafix.access import may, require
from bonafix.access.rules import Subject
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, subject_of
from bonafix.deadlines.queries import is_waiting
from bonafix.dispatch.models import Technician
from bonafix.kit.clock import now
from bonafix.kit.errors import NotFound
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.late import DUTY, Said, late_steps
from bonafix.repairs.actions.pictures import look_at, pictures_of
from bonafix.repairs.models import InstalledPart
from bonafix.repairs.rules.late import SETTLED
from bonafix.web import words
from bonafix.web.staff.gate import staff_page

DID: dict[str, LazyText] = {
    "depart": _("Left"),
    "arrive": _("At the door"),
    "quote": _("Quote shown"),
    "requote": _("New quote with a difference"),
    "approve_there": _("Quote signed by the customer"),
    "decline_there": _("Quote declined"),
    "repair": _("Repair done"),
    "sign_off": _("Signed off"),
    "refuse": _("Visit given back"),
    "miss": _("Met nobody"),
    "adjourn": _("Second visit needed"),
    "prove_door": _("Identity, right and witness put on record"),
    "decline_door": _("The lock was not opened"),
}
MADE_OF: dict[str, LazyText] = {
    "record": _("The record stands"),
    "device": _("The technician's telephone is right"),
    "both": _("Both are true: two visits"),
}
PICTURES: dict[str, LazyText] = {
    "before": _("Picture of before"),
    "after": _("Picture of after"),
    "difference": _("Picture of the difference"),
    "signature": _("Signature"),
    "witness": _("Signature of the witness"),
    "own_sign": _("Signature of the technician"),
    "paper": _("Picture of the signed paper"),
}


def context_of(actor: Actor, case: Case, subject: Subject) -> dict[str, Any]:
    """For the page of a case: both versions, who may decide, pictures and parts."""
    said = late_steps(case.id)
    names = dict(
        Technician.objects.filter(id__in={one.step.technician_id for one in said}).values_list(
            "id", "public_name"
        )
    )
    decides = may(actor, "repair.settle_conflict", subject)
    return {
        "late": [_shown(one, names) for one in said],
        "settle": [(name, MADE_OF[name]) for name in SETTLED]
        if decides and is_waiting(("case", case.id), DUTY)
        else [],
        "pictures": [{"row": row, "title": PICTURES[row.kind]} for row in pictures_of(case.id)],
        "parts": InstalledPart.objects.filter(case_id=case.id).order_by("id"),
    }


def _shown(said: Said, names: dict[UUID, str]) -> dict[str, Any]:
    step, content = said.step, said.content
    facts: list[Any] = [f"{code} × {quantity}" for code, quantity in content.get("lines", [])]
    facts += [f"{code} · {serial}" for code, serial in content.get("parts", [])]
    if "code_fits" in content:
        fits = content["code_fits"]
        facts.append(_("the code fits") if fits else _("the code does not fit"))
    if content.get("why") in words.WHY:
        facts.append(words.WHY[content["why"]])
    if content.get("signature"):
        facts.append(_("signed, see the pictures"))
    return {
        "step": step,
        "did": DID.get(step.verb, step.verb),
        "who": names.get(step.technician_id, ""),
        "facts": facts,
        "made_of": MADE_OF.get(step.settled_as, ""),
    }


@staff_page("case.see")
def pictures(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """All pictures of a case; with `?id=` one of them, made anew, and the look is on record."""
    case = by_number(number)
    subject = subject_of(case)
    require(actor, "case.see", subject)
    if "id" not in request.GET:
        context = {**context_of(actor, case, subject), "case": case, "late": []}
        return render(request, "bonafix/staff/pictures.html", context)
    try:
        wanted = UUID(request.GET["id"])
    except ValueError as error:
        raise NotFound("no_such_file", "There is no such file.") from error
    return HttpResponse(look_at(actor, now(), number, wanted), content_type="image/jpeg")

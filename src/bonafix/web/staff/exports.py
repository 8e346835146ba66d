"""Taking data elsewhere: the whole set, one kind as a table, or all that is held about a party."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.access import Subject, require
from bonafix.cases.queries import by_number, customer_of
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, NotFound
from bonafix.kit.texts import N_
from bonafix.operators.actors import Actor
from bonafix.people.models import Party
from bonafix.people.queries import masked_all, party, persons_of_phone
from bonafix.transfer.actions import ask_export, hand_out
from bonafix.transfer.actions.export import PURPOSES, get
from bonafix.transfer.exports.party import party_zip
from bonafix.transfer.queries import exports_lately
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page

STATUS = {
    "asked": (N_("Being put together"), "active"),
    "ready": (N_("Ready"), "done"),
    "gone": (N_("Not kept any more"), ""),
}


@staff_page("data.export")
def exports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was asked for, and how to ask; `q` finds a person by phone or case number."""
    asked = request.GET.get("q", "").strip()
    people: list[dict[str, Any]] = []
    error = ""
    if asked:
        require(actor, "person.export", Subject("person", actor.operator_id))
        try:
            people = _people(asked)
        except BonafixError as refusal:
            error = sentence(refusal)
    found = exports_lately()
    rows = [
        {"row": row, "status": _(STATUS[row.status][0]), "tone": STATUS[row.status][1]}
        | {"purpose": _(PURPOSES[row.purpose])}
        for row in found
    ]
    context = {
        "rows": rows,
        "purposes": [{"word": word, "title": _(text)} for word, text in PURPOSES.items()],
        "q": asked,
        "people": people,
        "error": error,
        "busy": any(row.status == "asked" for row in found),
    }
    return render(request, "bonafix/staff/exports.html", context)


def _people(asked: str) -> list[dict[str, Any]]:
    """By case number, else by phone; masked, as everywhere."""
    try:
        ids = [customer_of(by_number(asked).id)]
    except BonafixError:
        ids = persons_of_phone(asked)
    rows = list(Party.objects.filter(id__in=ids).order_by("id"))
    return [
        {"id": row.id, "name": one.name, "phone": one.phone}
        for row, one in zip(rows, masked_all(rows), strict=True)
    ]


@staff_page("data.export")
@require_POST
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole set, for a purpose; a worker puts it together."""
    ask_export(actor, now(), request.POST.get("purpose", ""))
    return redirect("staff-exports")


@staff_page("data.export")
def fetch(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """The whole set, taken away: on record."""
    del request
    get(pk)
    return _zip(hand_out(actor, now(), pk), f"bonafix-{pk}")


@staff_page("data.export")
@require_POST
def of_party(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything about one party, for that party: on record."""
    try:
        party_id = UUID(request.POST.get("party", ""))
    except ValueError as error:
        raise NotFound("no_such_page", "There is no such page.") from error
    party(party_id)
    return _zip(party_zip(actor, now(), party_id), f"bonafix-{party_id}")


def _zip(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer

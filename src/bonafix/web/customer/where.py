"""Do you serve me? An address in, an answer out; nothing is kept, and nothing is guessed."""

from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bonafix.intake.limits import allowed, check_rate
from bonafix.intake.locate import NOT_SERVICEABLE, choices_for
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.places import EDITION, Division, Step, division, resolve
from bonafix.products.queries.whereabouts import Whereabouts, whereabouts
from bonafix.products.words import INDEPENDENT
from bonafix.web.errors import sentence
from bonafix.web.look.steps import in_words

PER_MINUTE: Final = 20
LONGEST: Final = 200


@dataclass(frozen=True)
class Answer:
    """`kind`: covered, partly, not, which (a person chooses), away (nobody can come), none."""

    kind: str
    place: Division | None = None
    said: Whereabouts | None = None
    choices: tuple[Division, ...] = ()
    why: list[str] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def where(request: HttpRequest) -> HttpResponse:
    """Asked by POST: an address stands in no log. It is not stored either."""
    given, answer, error = request.POST.get("address", "")[:LONGEST], None, ""
    if request.method == "POST":
        try:
            _limit(request)
            answer = ask(given, request.POST.get("code", ""))
        except BonafixError as refusal:
            error = sentence(refusal)
    context = {
        "given": given,
        "answer": answer,
        "error": error,
        "edition": EDITION,
        "independent_words": INDEPENDENT,
    }
    return render(request, "bonafix/customer/where.html", context, status=422 if error else 200)


def _limit(request: HttpRequest) -> None:
    address = request.META.get("REMOTE_ADDR") or ""
    forwarded = "X-Forwarded-For" in request.headers
    check_rate("where", address, now(), allowed(address, forwarded, PER_MINUTE))


def ask(address: str, code: str = "") -> Answer:
    """The answer to an address, or to the division that was chosen for it."""
    if code:
        chosen = division(code)
        if chosen is None or not chosen.current:
            raise Invalid("no_such_place", "There is no such place in today's list.")
        return _at(chosen, ())
    if not address.strip():
        raise Invalid("no_address", "Please write the address.", field="address")
    found = resolve(address)
    if found.place is not None:
        return _at(found.place, found.trace if found.status == "historical" else ())
    why = in_words(found.trace)
    if found.division is not None and found.division.code.startswith(NOT_SERVICEABLE):
        return Answer("away", place=found.division, why=why)
    choices = tuple(choices_for(address))
    return Answer("which" if choices else "none", choices=choices, why=why)


def _at(place: Division, trace: tuple[Step, ...]) -> Answer:
    if place.code.startswith(NOT_SERVICEABLE):
        return Answer("away", place=place)
    said = whereabouts(place.code, now())
    return Answer(said.extent, place, said, why=in_words(trace))

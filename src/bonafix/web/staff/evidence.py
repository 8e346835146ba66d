"""Evidence of a case: what was asked for and came in; asking for more; looking at a picture."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bonafix.access import may, require
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, subject_of
from bonafix.evidence.actions import ask_for_evidence, view
from bonafix.evidence.actions.asking import Asked
from bonafix.evidence.queries import AskState, evidence_of
from bonafix.evidence.shots import CAMERA, DAMAGE, DESTROYED, SHOTS, UPLOAD
from bonafix.evidence.telling import TITLES, chat_text
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid, NotFound
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.addresses import public_url
from bonafix.web.errors import sentence
from bonafix.web.evidence import texts
from bonafix.web.staff import bundles
from bonafix.web.staff.gate import staff_page

MOST_DAYS: Final = 30


@staff_page("evidence.look")
def evidence(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The page (GET), one picture of it (GET ?picture=ITEM), a new ask (POST)."""
    case = by_number(number)
    require(actor, "evidence.look", subject_of(case))
    if request.method == "POST":
        return _ask(request, actor, case)
    if "picture" in request.GET:
        return _picture(actor, case, request.GET["picture"])
    return render(request, "bonafix/staff/evidence.html", _context(actor, case))


def _ask(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse:
    require(actor, "evidence.ask", subject_of(case))
    instant, context = now(), {}
    try:
        until = _until(request.POST.get("days", ""), instant)
        source = CAMERA if request.POST.get("source") == CAMERA else UPLOAD
        with begin(actor, instant) as act:
            what = [one for one in request.POST.getlist("what") if one != DESTROYED]
            asked = ask_for_evidence(act, case, what, until, source=source)
        context = _told(asked)
        status = 200
    except BonafixError as error:
        context, status = {"error": sentence(error)}, error.status
    return render(
        request, "bonafix/staff/evidence.html", {**_context(actor, case), **context}, status=status
    )


def _until(text: str, instant: datetime) -> datetime:
    if not text.isdecimal() or not 1 <= int(text[:4]) <= MOST_DAYS:
        raise Invalid("bad_days", "Please give one to thirty days.", field="days")
    return instant + timedelta(days=int(text))


def _told(asked: Asked) -> dict[str, Any]:
    link = public_url(asked.ask.operator_id) + reverse("evidence-page", args=[asked.token])
    return {"link": link, "chat": chat_text(asked.ask, link)}


def _picture(actor: Actor, case: Case, item: str) -> HttpResponse:
    try:
        shown = view(actor, now(), case, UUID(item))
    except ValueError:
        shown = None
    if shown is None:
        raise NotFound("no_such_picture", "There is no such picture.")
    return HttpResponse(shown, content_type="image/jpeg")


def _context(actor: Actor, case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "asks": [_shown(one) for one in evidence_of(case)],
        "may_ask": may(actor, "evidence.ask", subject_of(case)),
        "shots": [(name, TITLES[name], name in DAMAGE) for name in SHOTS if name != DESTROYED],
        **bundles.context_of(actor, case),
    }


def _shown(one: AskState) -> dict[str, Any]:
    return {
        "ask": one.ask,
        "status": texts.ASKS[one.ask.status],
        "ai": texts.DECLARATION.get(one.ask.ai_declared, texts.UNDECLARED),
        "shots": [
            {
                "title": TITLES[name],
                "word": texts.STATES[state],
                "tone": texts.TONES[state],
                "items": [_item(item) for item in one.items if item.shot == name],
            }
            for name, state in one.states.items()
        ],
    }


def _item(item: Any) -> dict[str, Any]:
    return {
        "id": item.id,
        "picture": item.problems is not None and "not_read" not in item.problems,
        "received_at": item.received_at,
        "source": texts.SOURCES[item.source],
        "problems": [texts.PROBLEMS[one] for one in item.problems or ()],
        "kept": item.kept,
        "code": texts.CODE_SEEN.get(item.code_seen, ""),
    }

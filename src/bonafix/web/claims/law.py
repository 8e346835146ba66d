"""Where a claim may lead in law: tracks, the house's own duty, drafts that a person sends."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.access import may
from bonafix.cases.queries import require_case, subject_of
from bonafix.claims.actions.letters import HOW, note_sent
from bonafix.claims.lawful import Stated, facts_of, known, others_of
from bonafix.claims.models import Claim, Letter
from bonafix.claims.queries import claim_by_number
from bonafix.kit.clock import local, now
from bonafix.kit.errors import BonafixError, Invalid, NotFound
from bonafix.law import grade
from bonafix.law.documents import drafts, plain
from bonafix.law.model import Grade
from bonafix.law.regions import region_code
from bonafix.law.showing import DISCLAIMER
from bonafix.law.telling import KINDS, STATUSES, platform_lines, track_lines
from bonafix.law.words import text
from bonafix.operators.actors import Actor
from bonafix.people.sealing import unseal
from bonafix.places import division
from bonafix.web.claims.words import LETTER_WAYS, STATUS
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh_Hans"


@staff_page("claim.law")
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Tracks with article, quote, source and mark; nothing is concluded and nothing is sent."""
    case, claim = _allowed(actor, number)
    answer, fault = _graded(request, claim)
    lang = _language()
    others = others_of(claim)
    context = {
        "case": case,
        "claim": claim,
        "error": fault,
        "region": request.GET.get("region", ""),
        "also": set(request.GET.getlist("also")),
        "settled": set(request.GET.getlist("settled")),
        "others": [{"row": one, "status": STATUS[one.status][0]} for one in others],
        "query": request.GET.urlencode(),
        "answer": answer,
        "tracks": [_lines(track, lang) for track in answer.tracks],
        "not_reached": [_lines(track, lang) for track in answer.not_reached],
        "platform": list(platform_lines(answer.platform, lang)) if answer.platform else [],
        "drafts": drafts(answer, lang),
        "disclaimer": text(DISCLAIMER, lang),
        "may_send": may(actor, "claim.letter", subject_of(case)),
        "ways": [(way, LETTER_WAYS[way]) for way in HOW],
        "letters": _letters(claim),
        "today": local(now()).date(),
    }
    return render(request, "bonafix/claims/law.html", context, status=422 if fault else 200)


def _allowed(actor: Actor, number: str) -> tuple[Any, Claim]:
    case, claim = claim_by_number(number)
    require_case(actor, "claim.law", case)
    return case, claim


def _lines(track: Any, lang: str) -> dict[str, Any]:
    head, *lines = track_lines(track, lang)
    title = f"{text(KINDS[track.kind], lang)} · {text(STATUSES[track.status], lang)}"
    return {"title": title, "head": head.strip("= "), "lines": [one.strip() for one in lines]}


def _graded(request: HttpRequest, claim: Claim) -> tuple[Grade, str]:
    """The answer to what a person states in the address; an unusable place is a sentence."""
    given, fault, region = request.GET, "", None
    if given.get("region", "").strip():
        try:
            region = _region(given["region"].strip())
        except BonafixError as error:
            fault = sentence(error)
    others = others_of(claim)
    stated = Stated(
        region=region,
        also=known(given.getlist("also"), others),
        settled=frozenset(given.getlist("settled")),
    )
    facts = facts_of(claim, stated, _language())
    return grade(facts, local(now()).date()), fault


def _region(code: str) -> str:
    found = region_code(code, "region")
    if division(found) is None:
        raise Invalid("region_unknown", "This is no division's code. Please check it.")
    return found


def _letters(claim: Claim) -> list[dict[str, Any]]:
    rows = Letter.objects.filter(case_id=claim.case_id).order_by("id")
    return [
        {"row": row, "to": unseal(bytes(row.to)) or "", "way": LETTER_WAYS[row.how]} for row in rows
    ]


@staff_page("claim.law")
def draft(request: HttpRequest, actor: Actor, number: str, verb: str) -> HttpResponse:
    """One draft as text, to be read, filled in and sent by a person, or not."""
    _case, claim = _allowed(actor, number)
    answer, _fault = _graded(request, claim)
    lang = _language()
    found = next((one for one in drafts(answer, lang) if one.name == verb), None)
    if found is None:
        raise NotFound("no_such_page", "There is no such page.")
    made = HttpResponse(plain(found, lang), content_type="text/plain; charset=utf-8")
    made["Content-Disposition"] = f'attachment; filename="{found.name}.txt"'
    made["Cache-Control"] = "no-store"
    return made


@staff_page("claim.letter")
@require_POST
def sent(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """A person says where and when they sent it."""
    given = request.POST
    try:
        day = date.fromisoformat(given.get("sent_on", ""))
    except ValueError:
        day = date.max
    try:
        note_sent(
            actor, now(), number, given.get("draft", ""), given.get("to", ""),
            given.get("how", ""), day,
        )  # fmt: skip
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-claim-law", number=number)

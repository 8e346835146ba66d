"""The buyer's pages: open a claim by the link of the order, add pictures, follow it, answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafix.cases.models import Case
from bonafix.cases.queries import require_case
from bonafix.claims.actions.buying import answer_offer, send_back, withdraw
from bonafix.claims.actions.capturing import capture_of
from bonafix.claims.actions.destroying import capture_token, decline_destroy
from bonafix.claims.actions.duties import ask_person
from bonafix.claims.actions.inspecting import decline_inspection
from bonafix.claims.actions.looking import newest
from bonafix.claims.actions.mending import agree_mending, decline_mending
from bonafix.claims.actions.opening import LINK_SECONDS, needed
from bonafix.claims.actions.pictures import complete, open_picture
from bonafix.claims.actions.remedying import confirm, not_right
from bonafix.claims.actions.reviewing import appeal
from bonafix.claims.conduct.correcting import ask_correction
from bonafix.claims.conduct.restricting import appeal_restriction
from bonafix.claims.models import Answer, Claim, Shot
from bonafix.claims.queries import (
    claim_of,
    decision_of,
    decisions_of,
    payment_of,
    policy_of_version,
    shots_of,
)
from bonafix.claims.rules.states import BY_VERB, ENDS
from bonafix.deadlines.queries import next_deadline
from bonafix.evidence.shots import COMPLETE
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, NotFound
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.actors import customer_actor
from bonafix.people.errors import LinkUnknown
from bonafix.people.sealing import unseal
from bonafix.people.tokens import issue, redeem
from bonafix.web.claims import words
from bonafix.web.claims.conduct import for_side, restriction_id
from bonafix.web.claims.looking import agree, look_of
from bonafix.web.claims.media import media
from bonafix.web.errors import sentence


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as the holder of its link has it."""

    token: str
    case: Case
    claim: Claim
    actor: Actor


def held(token: str) -> Held:
    """The claim of a link of this host's operator. `LinkUnknown`, `LinkExpired` (404)."""
    operator_id, case_id = redeem(token, "claim", now())
    if operator_id != current_operator_id():
        raise LinkUnknown
    case, claim = claim_of(case_id)
    actor = customer_actor(operator_id, case.id, claim.buyer_id)
    require_case(actor, "claim.see", case)
    return Held(token, case, claim, actor)


@require_GET
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The whole claim: who moves next, the pictures, and what the buyer can do now."""
    return render(request, "bonafix/claims/claim.html", page_of(held(token)))


def page_of(one: Held) -> dict[str, Any]:
    """Everything that the buyer's page shows."""
    claim, case = one.claim, one.case
    due = next_deadline(("case", case.id))
    shots = shots_of(case.id, "buyer")
    return {
        "token": one.token,
        "case": case,
        "claim": claim,
        "status": words.STATUS[claim.status][0],
        "tone": words.STATUS[claim.status][1],
        "line": words.NEXT[claim.status],
        "until": due.due_at if due and claim.status not in ("paid", *ENDS) else None,
        "reason": words.REASONS[claim.reason],
        "wish": words.WISHES[claim.wish],
        "statement": unseal(bytes(claim.statement)) if claim.statement else "",
        **_wanted(claim, {shot.slot for shot in shots}),
        "shots": [_shown(one) for one in shots],
        "answers": _answers(case.id),
        "inspection": look_of(case.id),
        "decisions": [words.decided(row) for row in decisions_of(case.id)],
        "payment": payment_of(case.id),
        "may": {verb for verb in MAY if claim.status in BY_VERB[verb].before},
        "offered": words.REMEDIES.get(claim.offer_remedy, ""),
        "remedy": words.REMEDIES.get(claim.remedy, ""),
        "may_appeal": _may_appeal(claim),
        "conduct": for_side(claim, "buyer", now()),
        "steps": words.timeline_of(case.id),
    }


def _wanted(claim: Claim, filled: set[str]) -> dict[str, Any]:
    """The pictures that are asked for, and what is still missing."""
    asked = needed(claim)
    return {
        "slots": [
            {
                "name": slot,
                "title": words.SLOTS[slot],
                "filled": slot in filled,
                "clip": slot == "clip",
            }
            for slot in asked
        ],
        "ready": filled >= set(asked),
        "arrived": _arrived(claim),
        "missing": sum(slot not in filled for slot in asked),
        "files": policy_of_version(claim.policy_version).capture != "camera",
    }


def _arrived(claim: Claim) -> bool:
    """The capture has everything, and the worker has not yet put it to the claim."""
    ask = capture_of(claim) if claim.status == "opened" else None
    return ask is not None and ask.status == COMPLETE


def _shown(shot: Shot) -> dict[str, Any]:
    return {
        "id": shot.file_id,
        "seen": shot.preview_id or shot.file_id,
        "title": words.SLOTS[shot.slot],
        "picture": shot.file.media_type.startswith("image/"),
    }


MAY = (
    *("complete", "take_offer", "send_back", "agree_inspection", "withdraw", "agree_mending"),
    *("confirm", "not_right", "decline_destroy"),
)


def _may_appeal(claim: Claim) -> bool:
    held_ = decision_of(claim.case_id)
    return (
        claim.status in BY_VERB["appeal"].before
        and not claim.appealed_by
        and held_ is not None
        and held_.basis == "review"
        and held_.amount_fen < claim.amount_fen
    )


def _answers(case_id: UUID) -> list[dict[str, Any]]:
    rows = Answer.objects.filter(case_id=case_id).order_by("id")
    return [
        {
            "kind": words.ANSWERS[row.kind],
            "offer": row.offer_fen,
            "text": unseal(bytes(row.text)) if row.text else "",
            "at": row.at,
        }
        for row in rows
    ]


Verb = Callable[[Held, HttpRequest, datetime], object]
VERBS: dict[str, Verb] = {
    "complete": lambda one, _request, at: complete(one.actor, at, one.case.number),
    "take_offer": lambda one, _request, at: answer_offer(one.actor, at, one.case.number, True),
    "leave_offer": lambda one, _request, at: answer_offer(one.actor, at, one.case.number, False),
    "send_back": lambda one, request, at: send_back(
        one.actor, at, one.case.number, request.POST.get("parcel", "")
    ),
    "agree_inspection": lambda one, request, at: agree(one.actor, at, one.case.number, request),
    "decline_inspection": lambda one, _request, at: decline_inspection(
        one.actor, at, one.case.number
    ),
    "agree_mending": lambda one, request, at: agree(
        one.actor, at, one.case.number, request, agree_mending
    ),
    "decline_mending": lambda one, _request, at: decline_mending(one.actor, at, one.case.number),
    "decline_destroy": lambda one, _request, at: decline_destroy(one.actor, at, one.case.number),
    "confirm": lambda one, _request, at: confirm(one.actor, at, one.case.number),
    "not_right": lambda one, request, at: not_right(
        one.actor, at, one.case.number, request.POST.get("text", "")
    ),
    "withdraw": lambda one, _request, at: withdraw(one.actor, at, one.case.number),
    "appeal": lambda one, request, at: appeal(
        one.actor, at, one.case.number, "buyer", request.POST.get("text", "")
    ),
    "appeal_restriction": lambda one, request, at: appeal_restriction(
        one.actor, at, restriction_id(request), request.POST.get("text", "")
    ),
    "correct": lambda one, request, at: ask_correction(
        one.actor, at, one.case.number, "buyer", request.POST.get("text", "")
    ),
    "person": lambda one, _request, at: ask_person(one.actor, at, one.case.number),
}


@require_POST
def do(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """One step; a refusal of the step is a sentence on the page, and nothing is changed."""
    one, doing = held(token), VERBS.get(verb)
    if verb in ELSEWHERE:
        return ELSEWHERE[verb](one)
    if doing is None:
        raise NotFound("no_such_page", "There is no such page.")
    try:
        doing(one, request, now())
    except BonafixError as error:
        messages.error(request, sentence(error), extra_tags="attention")
    else:
        messages.success(request, _("Done, and on the record."), extra_tags="good")
    return redirect("claim", token)


@require_GET
def picture(request: HttpRequest, token: str, shot: UUID) -> HttpResponseBase:
    """One of the buyer's own pictures."""
    del request
    one = held(token)
    return media(*open_picture(one.actor, now(), one.case.number, shot))


def _to_visit(one: Held) -> HttpResponse:
    """To the page of the visit that looks at the goods: who comes, when, the code at the door."""
    row = newest(one.case.id)
    if row is None or row.visit_id is None:
        raise NotFound("no_such_page", "There is no such page.")
    key = issue(one.case.operator_id, "track", row.visit_id, now(), LINK_SECONDS)
    return redirect("track", key)


def _to_proof(one: Held) -> HttpResponse:
    """To the guided page that takes the picture of goods made useless, with its code."""
    if capture_token(one.claim, now()) is None:
        raise NotFound("no_such_page", "There is no such page.")
    # By the claim's own link, whose page leads back to the claim.
    return redirect("evidence-page", one.token)


# What is done on a page of its own.
ELSEWHERE: dict[str, Callable[[Held], HttpResponse]] = {"visit": _to_visit, "proof": _to_proof}

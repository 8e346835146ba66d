"""How a side's claims go for a while, by a person's decision; and what is not to be counted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bonafix.access import may
from bonafix.cases.queries import require_case, subject_of
from bonafix.claims.conduct.correcting import answer_correction, ask_correction
from bonafix.claims.conduct.restricting import (
    answer_appeal,
    appeal_restriction,
    held,
    lift,
    restrict,
)
from bonafix.claims.models import Claim, Correction, Restriction
from bonafix.claims.queries import claim_by_number
from bonafix.claims.rules.conduct import KINDS, MOST_DAYS, SIDES, in_force
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.operators.actors import Actor
from bonafix.people.sealing import unseal
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page

TITLES: dict[str, LazyText] = {
    "person_looks": _("A person looks at each claim before anybody says yes"),
    "goods_first": _("Goods come back, or are looked at, before money goes"),
    "evidence_first": _("A picture of the goods or the parcel before “I do not agree”"),
}
WHOSE: dict[str, LazyText] = {"buyer": _("This buyer"), "merchant": _("This merchant")}
ANSWERS: dict[str, LazyText] = {"upheld": _("It stays"), "lifted": _("It is lifted")}
CORRECTED: dict[str, LazyText] = {"left_out": _("Not counted any more"), "kept": _("Still counted")}


def restrictions_of(parties: set[UUID], at: datetime) -> list[dict[str, Any]]:
    """Every decision about these parties, the newest first, in words."""
    rows = Restriction.objects.select_related("case").filter(party_id__in=parties).order_by("-id")
    return [
        {
            "row": row,
            "title": TITLES[row.kind],
            "whose": WHOSE[KINDS[row.kind]],
            "reasons": _open(row.reasons),
            "appeal": _open(row.appeal),
            "answer": ANSWERS.get(row.answer),
            "answer_reasons": _open(row.answer_reasons),
            "holds": in_force(held(row), at),
            "number": row.case.number,
            "url": reverse("staff-claim-conduct", args=[row.case.number]),
            "waits": row.appealed_at is not None and row.answered_at is None,
        }
        for row in rows
    ]


def corrections_of(claim: Claim, parties: set[UUID]) -> list[dict[str, Any]]:
    """What was asked to be left out of the counts in this claim, with the answers."""
    rows = Correction.objects.filter(case_id=claim.case_id, party_id__in=parties).order_by("id")
    return [
        {
            "row": row,
            "whose": WHOSE[row.side],
            "words": _open(row.words),
            "outcome": CORRECTED.get(row.outcome),
            "reasons": _open(row.reasons),
        }
        for row in rows
    ]


def _open(held_: Any) -> str:
    return (unseal(bytes(held_)) or "") if held_ else ""


def for_side(claim: Claim, side: str, at: datetime) -> dict[str, Any]:
    """What one side sees of itself: what holds, what it asked, and whether it may still ask."""
    party_id = claim.buyer_id if side == "buyer" else claim.merchant_id
    corrections = corrections_of(claim, {party_id})
    return {
        "restrictions": [one for one in restrictions_of({party_id}, at) if one["holds"]],
        "corrections": corrections,
        "may_correct": not corrections and claim.ended_at is not None,
    }


@staff_page("claim.see")
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """For a manager both sides of this claim; for a merchant its own."""
    case, claim = claim_by_number(number)
    require_case(actor, "claim.see", case)
    manages = may(actor, "claim.restrict", subject_of(case))
    parties = {claim.buyer_id, claim.merchant_id} if _sees_all(actor) else set(actor.party_ids)
    context = {
        "case": case,
        "claim": claim,
        "manages": manages,
        "me": actor.label(),
        "restrictions": restrictions_of(parties, now()),
        "corrections": corrections_of(claim, parties),
        "kinds": [(kind, WHOSE[side], TITLES[kind]) for kind, side in KINDS.items()],
        "most": MOST_DAYS,
        "merchant": may(actor, "claim.answer", subject_of(case)),
        "asked": Correction.objects.filter(case_id=case.id, side="merchant").exists(),
    }
    return render(request, "bonafix/claims/conduct.html", context)


def _sees_all(actor: Actor) -> bool:
    return bool(actor.roles & {"manager", "reviewer", "auditor", "agent"})


def restriction_id(request: HttpRequest) -> UUID:
    """The id that came with the form. `Invalid` for anything else."""
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError as error:
        raise Invalid("no_such_restriction", "There is no such decision.") from error


def _days(request: HttpRequest) -> int:
    text = request.POST.get("days", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


Doing = Callable[[HttpRequest, Actor, str], object]
VERBS: dict[str, Doing] = {
    "restrict": lambda r, actor, number: restrict(
        actor, now(), number, r.POST.get("kind", ""), r.POST.get("reasons", ""), _days(r)
    ),
    "lift": lambda r, actor, _number: lift(actor, now(), restriction_id(r)),
    "answer": lambda r, actor, _number: answer_appeal(
        actor, now(), restriction_id(r), r.POST.get("answer", ""), r.POST.get("reasons", "")
    ),
    "appeal": lambda r, actor, _number: appeal_restriction(
        actor, now(), restriction_id(r), r.POST.get("text", "")
    ),
    "correct": lambda r, actor, number: ask_correction(
        actor, now(), number, r.POST.get("side", SIDES[1]), r.POST.get("text", "")
    ),
    "correction": lambda r, actor, _number: answer_correction(
        actor, now(), restriction_id(r), r.POST.get("outcome", ""), r.POST.get("reasons", "")
    ),
}


@staff_page("claim.see")
@require_POST
def act(request: HttpRequest, actor: Actor, number: str, verb: str) -> HttpResponse:
    """One step; a refusal of the step is a sentence, and nothing is changed."""
    case, _claim = claim_by_number(number)
    require_case(actor, "claim.see", case)
    doing = VERBS.get(verb)
    if doing is None:
        raise Invalid("step_unknown", "This step is not known.")
    try:
        doing(request, actor, case.number)
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _now("Done, and on the record."))
    return redirect("staff-claim-conduct", number=case.number)

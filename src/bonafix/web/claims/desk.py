"""One claim for professionals: both statements, pictures side by side, findings, what to do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.access import Subject, may
from bonafix.cases.models import Case, Message
from bonafix.cases.queries import require_case, subject_of
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.duties import ask_person, done, open_duties
from bonafix.claims.actions.examining import go_on
from bonafix.claims.actions.inspecting import (
    order_inspection,
    report_inspection,
    stop_inspection,
)
from bonafix.claims.actions.pictures import add_goods_picture, open_picture
from bonafix.claims.actions.reviewing import (
    Verdict,
    appeal,
    before_of,
    decide,
    decide_appeal,
    second_look,
)
from bonafix.claims.history import background, similar
from bonafix.claims.models import Claim, Decision
from bonafix.claims.queries import claim_by_number, payment_of, policy_of_version, room_of
from bonafix.claims.rules.people import ConflictOfInterest, check_reviewer
from bonafix.claims.rules.states import BY_VERB, DUTIES
from bonafix.deadlines.queries import next_deadline
from bonafix.evidence.queries import labels_of
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.kit.money import show as show_money
from bonafix.kit.money import yuan
from bonafix.operators.actors import Actor
from bonafix.people.queries import masked
from bonafix.people.sealing import unseal
from bonafix.web.claims import words
from bonafix.web.claims.again import add_again
from bonafix.web.claims.buyer import _answers
from bonafix.web.claims.looking import look_of
from bonafix.web.claims.media import media
from bonafix.web.claims.pictures import pairs_of
from bonafix.web.claims.remedies import REMEDY_ACTS, answers_to, goods_of
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page
from bonafix.web.uploads import too_long


@staff_page("claim.see")
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The whole claim on one page."""
    case, claim = _allowed(actor, number)
    return render(request, "bonafix/claims/desk.html", _context(actor, case, claim))


def _allowed(actor: Actor, number: str) -> tuple[Case, Claim]:
    case, claim = claim_by_number(number)
    require_case(actor, "claim.see", case)
    return case, claim


def _context(actor: Actor, case: Case, claim: Claim) -> dict[str, Any]:
    subject, due = subject_of(case), next_deadline(("case", case.id))
    verbs = _verbs(actor, claim, subject)
    policy = policy_of_version(claim.policy_version)
    return {
        "case": case,
        "claim": claim,
        "status": words.STATUS[claim.status][0],
        "tone": words.STATUS[claim.status][1],
        "owner": words.OWNERS.get(case.owner, case.owner),
        "due": due.due_at if due else None,
        "reason": words.REASONS[claim.reason],
        "wish": words.WISHES[claim.wish],
        "person": masked(claim.buyer),
        "statement": unseal(bytes(claim.statement)) if claim.statement else "",
        "answers": _answers(case.id),
        "kinds": answers_to(claim, policy, verbs),
        **goods_of(claim),
        "verbs": verbs,
        "barred": _barred(actor, case) if "propose" in verbs or "uphold" in verbs else False,
        "barred_second": _barred(actor, case) if "look_again" in verbs else False,
        "decisions": _decisions(case.id),
        "appeals": _appeals(case.id),
        "pairs": add_again(actor, case.id, pairs_of(case.id)),
        "policy": policy,
        "policy_refund_only": policy.refund_only_up_to(claim.reason),
        "left": room_of(claim.order, case.id).left_fen,
        "payment": payment_of(case.id),
        "draft": draft_of(claim),
        **_for_reviewers(actor, claim),
        "inspection": look_of(case.id),
        "may_law": may(actor, "claim.law", subject),
        **_owed(actor, case, subject),
        "may_ask": may(actor, "claim.ask_person", subject),
        "may_show": may(actor, "claim.answer", subject) and claim.status not in ("closed",),
        "labels": labels_of(case.id) if may(actor, "label.see", subject) else [],
        "steps": words.timeline_of(case.id),
    }


def _owed(actor: Actor, case: Case, subject: Subject) -> dict[str, Any]:
    """What a person owes beside the road; what needs an answer with reasons has its own page."""
    owed = [DUTIES[name] for name in open_duties(case.id)]
    return {
        "duties": [
            one.name for one in owed if may(actor, one.permission, subject) and not one.answered
        ],
        "on_conduct": "auditor" not in actor.roles,
        "conduct_waits": any(one.answered for one in owed),
    }


def _verbs(actor: Actor, claim: Claim, subject: Subject) -> set[str]:
    """What this person may do with it now."""
    return {
        verb
        for verb, one in BY_VERB.items()
        if claim.status in one.before and may(actor, one.permission, subject) and not one.machine
    }


def _for_reviewers(actor: Actor, claim: Claim) -> dict[str, Any]:
    """Own history beside what is usual, and like cases: for those who decide, nobody else."""
    if "reviewer" not in actor.roles:
        return {}
    past = background(claim, now())
    return {
        "history": [
            (_("This buyer"), past.buyer),
            (_("This merchant"), past.merchant),
            (_("Everybody here"), past.everybody),
        ],
        "similar": [
            {
                "number": one.case.number,
                "outcome": words.OUTCOMES[row.outcome],
                "amount": row.amount_fen,
                "asked": one.amount_fen,
            }
            for one, row in similar(claim)
        ],
    }


def _barred(actor: Actor, case: Case) -> bool:
    """True for somebody who must not decide here; the buttons are not shown to them."""
    try:
        check_reviewer(actor.label(), actor.party_ids, subject_of(case).party_ids, before_of(case))
    except ConflictOfInterest:
        return True
    return False


def draft_of(claim: Claim) -> str:
    """The beginning of the reasons: facts only. What follows from them a person writes."""
    return _(
        "Reason given: %(reason)s. Asked: %(sum)s. Rules: version %(version)d, in force at the"
        " purchase. What the pictures and papers show: "
    ) % {
        "reason": words.REASONS[claim.reason],
        "sum": show_money(claim.amount_fen),
        "version": claim.policy_version,
    }


def _decisions(case_id: UUID) -> list[dict[str, Any]]:
    rows = Decision.objects.filter(case_id=case_id).order_by("id")
    return [words.decided(row) for row in rows]


def _appeals(case_id: UUID) -> list[dict[str, Any]]:
    rows = Message.objects.filter(case_id=case_id, channel__in=("appeal", "remedy")).order_by("id")
    return [
        {"at": row.at, "text": unseal(bytes(row.text)) or "", "remedy": row.channel == "remedy"}
        for row in rows
    ]


@staff_page("claim.see")
@require_POST
def act(request: HttpRequest, actor: Actor, number: str, verb: str) -> HttpResponse:
    """Do one step; a refusal of the step is a sentence, and nothing is changed."""
    case, _claim = _allowed(actor, number)
    doing = ACTS.get(verb)
    if doing is None:
        raise Invalid("step_unknown", "This step is not known.")
    try:
        doing(request, actor, case.number)
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-claim", number=case.number)


def _sum(request: HttpRequest) -> int:
    text = request.POST.get("amount", "").strip()
    return yuan(text) if text else 0


def _verdict(request: HttpRequest, draft: str) -> Verdict:
    """The reviewer's words; an untouched draft is no reason."""
    reasons = request.POST.get("reasons", "").strip()
    own = reasons.removeprefix(draft.strip()).strip()
    if not own:
        reasons = ""
    outcome = request.POST.get("outcome", "")
    remedy = request.POST.get("remedy") or "money"
    paid = outcome == "grant" and remedy == "money"
    return Verdict(outcome, _sum(request) if paid else 0, reasons, remedy)


def _decide(request: HttpRequest, actor: Actor, number: str) -> None:
    _case, claim = claim_by_number(number)
    verdict = _verdict(request, draft_of(claim))
    doing = decide_appeal if claim.status == "appealed" else decide
    doing(actor, now(), number, verdict)


def _answer(request: HttpRequest, actor: Actor, number: str) -> None:
    kind = request.POST.get("kind", "")
    offer = _sum(request) if kind == "offer" else None
    answer(actor, now(), number, kind, request.POST.get("text", ""), offer)


def _show_goods(request: HttpRequest, actor: Actor, number: str) -> None:
    file = request.FILES.get("picture")
    if file is None or too_long(request):
        raise Invalid("picture_missing", "Please choose a picture of at most 20 MB.")
    add_goods_picture(actor, now(), number, file.read())


ACTS: dict[str, Callable[[HttpRequest, Actor, str], object]] = {
    "answer": _answer,
    "goods": _show_goods,
    "decide": _decide,
    "second": lambda request, actor, number: second_look(
        actor, now(), number, request.POST.get("agreed") == "yes"
    ),
    "appeal": lambda request, actor, number: appeal(
        actor, now(), number, "merchant", request.POST.get("text", "")
    ),
    "inspection": lambda request, actor, number: report_inspection(
        actor, now(), number, request.POST.get("text", "")
    ),
    "order_inspection": lambda request, actor, number: order_inspection(
        actor, now(), number, request.POST.get("text", "")
    ),
    "stop_inspection": lambda request, actor, number: stop_inspection(
        actor, now(), number, request.POST.get("text", "")
    ),
    **REMEDY_ACTS,
    "go_on": lambda _request, actor, number: go_on(actor, now(), number),
    "person": lambda _request, actor, number: ask_person(actor, now(), number),
    "done": lambda request, actor, number: done(actor, now(), number, request.POST.get("duty", "")),
}


@staff_page("claim.see")
def picture(request: HttpRequest, actor: Actor, number: str, shot: UUID) -> HttpResponseBase:
    """A picture of this claim, its preview or an overlay; looking at it is on record."""
    del request
    return media(*open_picture(actor, now(), number, shot))

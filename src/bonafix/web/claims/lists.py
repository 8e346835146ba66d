"""The merchant's inbox and the review desk's list: deadlines in front, filters in the address."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.standing import end_instruction, instruct
from bonafix.claims.models import Claim, Standing
from bonafix.claims.rules.policies import REASONS
from bonafix.claims.rules.states import ENDS, STATES
from bonafix.deadlines.queries import due_of_case
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid, NotFound
from bonafix.kit.money import yuan
from bonafix.ledger.queue import count_waiting
from bonafix.operators.actors import Actor
from bonafix.web.claims import words
from bonafix.web.claims.conduct import restrictions_of
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import opens, staff_page
from bonafix.web.words import is_late

PER_PAGE = 50
LIVE = tuple(status for status in STATES if status not in ENDS)
MOST_AT_ONCE = 100
# An offer has a sum of its own for each; these have not.
BULK = ("accept", "ask_return", "ask_inspection", "contest")
# A role and the owner of a case for whom it acts.
MOVES = {"merchant": "merchant", "reviewer": "reviewer", "agent": "desk", "manager": "manager"}


@staff_page("claim.see")
def claims(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Rows in the order of their deadlines; a merchant sees its own, the desk all."""
    status = request.GET.get("status", "")
    mine = _seen_by(actor)
    rows = mine.filter(status=status) if status in STATES else mine.filter(status__in=LIVE)
    rows = rows.select_related("case", "order", "merchant")
    own = ExpressionWrapper(Q(case__owner__in=_turn(actor)), output_field=BooleanField())
    ordered = rows.annotate(due_at=due_of_case("case_id"), own=own).order_by(
        "-own", F("due_at").asc(nulls_last=True), "opened_at"
    )
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(claim, getattr(claim, "due_at", None)) for claim in page],
        "page": page,
        "counts": _counts(mine, status),
        "merchant": opens(actor, "claim.inbox"),
        "bulk_kinds": [(kind, words.ANSWERS[kind]) for kind in BULK[1:]],
        "holding": _holding(actor),
        "may_sample": opens(actor, "claim.sample"),
        "may_release": opens(actor, "claim.release"),
        "may_reassess": opens(actor, "claim.reassess"),
        "coming": _coming(request, actor),
    }
    return render(request, "bonafix/claims/list.html", context)


def _coming(request: HttpRequest, actor: Actor) -> int:
    """A demonstration's claims are led by the worker after its start; how many still come."""
    operator = getattr(request, "operator", None)
    trial = operator is not None and operator.demonstration
    return count_waiting("demo.claim_comes", actor.operator_id) if trial else 0


def _holding(actor: Actor) -> list[dict[str, Any]]:
    """What a manager decided about how this merchant answers, for its own people to read."""
    if not opens(actor, "claim.inbox"):
        return []
    found = restrictions_of(set(actor.party_ids), now())
    return [one for one in found if one["holds"]]


def _turn(actor: Actor) -> list[str]:
    """For whom this person moves next: those rows come first."""
    return [owner for role, owner in MOVES.items() if role in actor.roles]


def _seen_by(actor: Actor) -> QuerySet[Claim]:
    rows = Claim.objects.all()
    if opens(actor, "claim.desk"):
        return rows
    return rows.filter(merchant_id__in=actor.party_ids)


def _row(claim: Claim, due: Any) -> dict[str, Any]:
    late = is_late(due, now())
    text, tone = words.STATUS[claim.status]
    return {
        "number": claim.case.number,
        "url": reverse("staff-claim", args=[claim.case.number]),
        "status": text,
        "tone": "attention" if late else tone,
        "late": late,
        "owner": words.OWNERS.get(claim.case.owner, claim.case.owner),
        "due": due,
        "reason": words.REASONS[claim.reason],
        "amount": claim.amount_fen,
        "title": claim.order.title,
        "merchant": claim.merchant.title,
        "answerable": claim.status == "answering",
    }


def _counts(mine: QuerySet[Claim], current: str) -> list[dict[str, Any]]:
    live = mine.filter(status__in=LIVE).values_list("status").annotate(Count("id")).order_by()
    numbers = dict(live)
    everything = {
        "title": _("All"), "number": sum(numbers.values()), "url": "?", "current": not current,
    }  # fmt: skip
    return [everything] + [
        {
            "title": words.STATUS[status][0],
            "number": numbers[status],
            "url": f"?status={status}",
            "current": status == current,
        }
        for status in LIVE
        if status in numbers
    ]


@staff_page("claim.inbox")
@require_POST
def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer several claims at once; each stands for itself, and what cannot be done is said."""
    done, faults = 0, []
    kind, text = request.POST.get("kind", "accept"), request.POST.get("text", "")
    if kind not in BULK:
        raise Invalid("answer_unknown", "Please choose one of the answers.", field="kind")
    for number in request.POST.getlist("number")[:MOST_AT_ONCE]:
        try:
            answer(actor, now(), number, kind, "" if kind == "accept" else text)
            done += 1
        except BonafixError as error:
            faults.append(f"{number[:12]}: {sentence(error)}")
    if done:
        said = (
            _("%(done)d claims accepted.") if kind == "accept" else _("%(done)d claims answered.")
        )
        messages.success(request, said % {"done": done})
    for fault in faults:
        messages.error(request, fault)
    return redirect("staff-claims")


@staff_page("claim.inbox")
def standing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The merchant's standing instructions: the only yes that a machine says."""
    if request.method == "POST":
        try:
            _change(request, actor)
        except BonafixError as error:
            messages.error(request, sentence(error))
        else:
            messages.success(request, _("Done, and on the record."))
        return redirect("staff-claims-standing")
    rows = Standing.objects.filter(merchant_id__in=actor.party_ids).order_by("-since")
    context = {
        "rows": [
            {"row": row, "reasons": [words.REASONS[reason] for reason in row.reasons]}
            for row in rows
        ],
        "reasons": [(name, words.REASONS[name]) for name in REASONS],
    }
    return render(request, "bonafix/claims/standing.html", context)


def _change(request: HttpRequest, actor: Actor) -> None:
    ending = request.POST.get("end", "")
    if ending:
        try:
            end_instruction(actor, now(), UUID(ending))
        except (ValueError, Standing.DoesNotExist) as error:
            raise NotFound("no_such_page", "There is no such page.") from error
        return
    merchant_id = next(iter(sorted(actor.party_ids, key=str)), None)
    if merchant_id is None:
        raise Invalid("merchant_unknown", "This log-in speaks for no merchant.")
    fen = yuan(request.POST.get("up_to", ""))
    instruct(actor, now(), merchant_id, fen, request.POST.getlist("reasons"))

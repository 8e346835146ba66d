"""Decided claims looked at anew: the manager's figures, and the reviewer's blind page."""

import secrets
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bonafix.claims.actions.pictures import look_at
from bonafix.claims.actions.resampling import (
    BACK,
    blind_one,
    draw_sample,
    pairs,
    reassess,
    waiting_for,
)
from bonafix.claims.actions.reviewing import Verdict
from bonafix.claims.models import Claim, Decision, Reassessment
from bonafix.claims.queries import policy_of_version
from bonafix.claims.rules.agreement import agreement, share
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.kit.money import yuan
from bonafix.operators.actors import Actor
from bonafix.people.sealing import unseal
from bonafix.web.claims import words
from bonafix.web.claims.buyer import _answers
from bonafix.web.claims.media import image
from bonafix.web.claims.pictures import pairs_of
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page


@staff_page("claim.sample")
def figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How often two reviewers agree, and how outcomes differ between groups of claims."""
    fault = ""
    if request.method == "POST":
        try:
            size = request.POST.get("size", "")
            drawn = draw_sample(
                actor, now(), int(size) if size.isdecimal() else 0, secrets.randbits(32)
            )
        except BonafixError as error:
            fault = sentence(error)
        else:
            messages.success(request, _("%(n)d decisions were drawn.") % {"n": len(drawn)})
            return redirect("staff-claims-agreement")
    open_ones = Reassessment.objects.filter(at__isnull=True).order_by("due_at")
    context = {
        "error": fault,
        "agreed": agreement(pairs()),
        "open": open_ones.count(),
        "late": open_ones.filter(due_at__lt=now()).count(),
        "groups": _groups(),
    }
    return render(request, "bonafix/claims/agreement.html", context, status=422 if fault else 200)


def _groups() -> list[dict[str, Any]]:
    """Reviewers' decisions of the last 90 days by group: how many were granted, with intervals."""
    rows = Decision.objects.filter(basis="review", status="effective", at__gte=now() - BACK)
    outcome = dict(rows.values_list("case_id", "outcome"))
    counted: dict[tuple[Any, Any], list[int]] = defaultdict(lambda: [0, 0])
    for claim in Claim.objects.filter(case_id__in=outcome).select_related("order"):
        granted = outcome[claim.case_id] == "grant"
        for key in _groups_of(claim):
            counted[key][0] += granted
            counted[key][1] += 1
    found = []
    for (kind, name), (hits, n) in sorted(counted.items(), key=lambda one: str(one[0])):
        figures_ = share(hits, n)
        assert figures_ is not None
        p, low, high = (f"{one:.0%}" for one in figures_)
        found.append({"kind": kind, "name": name, "n": n, "share": p, "low": low, "high": high})
    return found


def _groups_of(claim: Claim) -> list[tuple[Any, Any]]:
    sizes = ((5_000, _("up to ¥50")), (20_000, _("¥50 to ¥200")), (100_000, _("¥200 to ¥1,000")))
    size = next((name for most, name in sizes if claim.amount_fen <= most), _("above ¥1,000"))
    return [
        (_("What is wrong"), words.REASONS[claim.reason]),
        (_("What is asked for"), words.WISHES[claim.wish]),
        (_("Sum"), size),
        (_("Goods"), _("perishable") if claim.order.category == "perishable" else _("other goods")),
    ]


@staff_page("claim.reassess")
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What this reviewer may look at, without number and without outcome."""
    return render(request, "bonafix/claims/blind_list.html", {"rows": waiting_for(actor)})


@staff_page("claim.reassess")
def one(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """The claim as it was before anybody decided, and the form."""
    row, fault = blind_one(actor, pk), ""
    if request.method == "POST":
        try:
            reassess(actor, now(), pk, _verdict(request))
        except BonafixError as error:
            fault = sentence(error)
        else:
            messages.success(request, _("Done, and on the record."))
            return redirect("staff-claims-blind")
    claim = Claim.objects.select_related("order", "case").get(case_id=row.case_id)
    policy = policy_of_version(claim.policy_version)
    context = {
        "pk": pk,
        "error": fault,
        "done": row.at is not None,
        "claim": claim,
        "reason": words.REASONS[claim.reason],
        "wish": words.WISHES[claim.wish],
        "statement": unseal(bytes(claim.statement)) if claim.statement else "",
        "answers": _answers(claim.case_id),
        "pairs": pairs_of(claim.case_id),
        "refund_only": policy.refund_only_up_to(claim.reason),
        "given": request.POST,
    }
    return render(request, "bonafix/claims/blind.html", context, status=422 if fault else 200)


def _verdict(request: HttpRequest) -> Verdict:
    outcome, text = request.POST.get("outcome", ""), request.POST.get("amount", "").strip()
    fen = yuan(text) if text and outcome == "grant" else 0
    return Verdict(outcome, fen, request.POST.get("reasons", ""))


@staff_page("claim.reassess")
def picture(request: HttpRequest, actor: Actor, pk: UUID, shot: UUID) -> HttpResponse:
    """A picture of the claim, without its number in the address."""
    del request
    row = blind_one(actor, pk)
    return image(*look_at(actor, now(), row.case.number, shot))

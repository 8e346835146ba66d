"""Reading what this operator has seen of a buyer, of a merchant, and in general."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from bonafix.claims.conduct.correcting import left_out
from bonafix.claims.models import Answer, Claim, Decision
from bonafix.claims.rules.history import REMEMBERED, Counted, Past, count

SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Background:
    """For a reviewer: this buyer, this merchant, and everybody."""

    buyer: Counted
    merchant: Counted
    everybody: Counted


def background(claim: Claim, now: datetime) -> Background:
    """Earlier claims of both sides and of all; the present one is not among them."""
    rows = _past(claim, now)
    # What a manager has left out is counted with everybody, and not with that side.
    not_buyers, not_merchants = left_out("buyer"), left_out("merchant")
    return Background(
        buyer=count(
            (
                one
                for one, buyer, _m, case in rows
                if buyer == claim.buyer_id and case not in not_buyers
            ),
            now,
        ),
        merchant=count(
            (
                one
                for one, _b, merchant, case in rows
                if merchant == claim.merchant_id and case not in not_merchants
            ),
            now,
        ),
        everybody=count((one for one, _b, _m, _case in rows), now),
    )


def _past(claim: Claim, now: datetime) -> list[tuple[Past, UUID, UUID, UUID]]:
    decided = Decision.objects.filter(case_id=OuterRef("case_id"), status="effective")
    outcome = decided.exclude(outcome="uphold").filter(beneficiary="buyer").order_by("-id")
    contested = Answer.objects.filter(case_id=OuterRef("case_id"), kind="contest")
    rows = (
        Claim.objects.filter(opened_at__gte=now - REMEMBERED)
        .exclude(pk=claim.pk)
        .annotate(
            outcome=Subquery(outcome.values("outcome")[:1]),
            contested=Exists(contested),
            reversed=Exists(decided.filter(basis="appeal", outcome="grant")),
        )
        .values_list(
            "opened_at", "outcome", "contested", "reversed", "buyer_id", "merchant_id", "case_id"
        )
    )
    return [
        (Past(opened, what or "", was_contested, was_reversed), buyer, merchant, case)
        for opened, what, was_contested, was_reversed, buyer, merchant, case in rows
    ]


def similar(claim: Claim) -> list[tuple[Claim, Decision]]:
    """The newest claims for the same reason that a reviewer decided, with their decisions."""
    decided = (
        Decision.objects.filter(status="effective", basis__in=("review", "appeal"))
        .filter(case_id__in=Claim.objects.filter(reason=claim.reason).values("case_id"))
        .exclude(case_id=claim.case_id)
        .exclude(outcome="uphold")
        .order_by("case_id", "-id")
        .distinct("case_id")
    )
    rows = list(Decision.objects.filter(id__in=decided.values("id")).order_by("-id")[:SIMILAR])
    claims = {
        one.case_id: one
        for one in Claim.objects.select_related("case").filter(
            case_id__in=[row.case_id for row in rows]
        )
    }
    return [(claims[row.case_id], row) for row in rows]

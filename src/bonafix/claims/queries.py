"""Reading claims."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Sum

from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number
from bonafix.claims.models import Charge, Claim, Decision, Examination, Payment, Policy, Shot
from bonafix.claims.rules import policies
from bonafix.claims.rules.money import Room, room
from bonafix.people.sealing import unseal_many
from bonafix.products.models import Order


def claim_of(case_id: UUID) -> tuple[Case, Claim]:
    """A case and its claim, not locked. `NoSuchCase` when the case is no claim."""
    case = Case.objects.get(pk=case_id)
    claim = Claim.objects.select_related("order", "buyer", "merchant").filter(case_id=case_id)
    found = claim.first()
    if found is None:
        raise NoSuchCase
    return case, found


def claim_by_number(number: str) -> tuple[Case, Claim]:
    """The claim with this number. `NoSuchCase`."""
    return claim_of(by_number(number).id)


def policy_of_version(version: int) -> policies.Policy:
    """A published version; 0 is what we ship."""
    row = Policy.objects.filter(version=version).first()
    return policies.Policy.of(row.version, row.values) if row else policies.Policy()


def versions() -> list[Policy]:
    """Every version that was ever published, the newest first; none is ever taken away."""
    return list(Policy.objects.order_by("-version"))


def shots_of(case_id: UUID, side: str | None = None) -> list[Shot]:
    """The pictures of a case (of one side), oldest first."""
    rows = Shot.objects.select_related("file").filter(case_id=case_id)
    return list((rows.filter(side=side) if side else rows).order_by("id"))


def newest_examinations(case_id: UUID) -> list[tuple[Examination, list[dict[str, Any]]]]:
    """The newest examination of each picture, with its findings (see actions.examining)."""
    newest: dict[UUID, Examination] = {}
    for row in Examination.objects.filter(case_id=case_id).order_by("id"):
        newest[row.shot_id] = row
    rows = list(newest.values())
    texts = unseal_many(bytes(row.findings) for row in rows)
    return [(row, json.loads(text or "[]")) for row, text in zip(rows, texts, strict=True)]


def kinds_found(case_id: UUID) -> frozenset[str]:
    """The words of everything that was measured in the case."""
    rows: Iterable[Any] = Examination.objects.filter(case_id=case_id).values_list(
        "marks", flat=True
    )
    return frozenset(kind for marks in rows for kind, _strength in marks)


def decision_of(case_id: UUID) -> Decision | None:
    """What counts for the buyer now; what an appeal left standing stays what it was."""
    rows = Decision.objects.filter(case_id=case_id, status="effective", beneficiary="buyer")
    return rows.exclude(outcome="uphold").order_by("id").last()


def decisions_of(case_id: UUID) -> list[Decision]:
    """Everything that was decided, oldest first."""
    return list(Decision.objects.filter(case_id=case_id, status="effective").order_by("id"))


def payment_of(case_id: UUID) -> Payment | None:
    """The newest payment of the case."""
    return Payment.objects.filter(case_id=case_id).order_by("id").last()


def charges_of(case_id: UUID) -> list[Charge]:
    """What visits for this claim cost, and how far it is collected; oldest first."""
    return list(Charge.objects.filter(case_id=case_id).order_by("id"))


def paid_in(case_id: UUID, beneficiary: str) -> int:
    """Fen that were granted to this side of the case so far, paid or still owed."""
    rows = Payment.objects.filter(case_id=case_id, beneficiary=beneficiary)
    return rows.aggregate(all=Sum("amount_fen"))["all"] or 0


def room_of(order: Order, leaving_out: UUID | None = None) -> Room:
    """What is left of an order after every granted claim (but the one left out)."""
    # A failed payment is still owed: a person sees to it.
    rows = Payment.objects.filter(order_id=order.id, beneficiary="buyer")
    if leaving_out is not None:
        rows = rows.exclude(case_id=leaving_out)
    return room(order.paid_fen, [rows.aggregate(all=Sum("amount_fen"))["all"] or 0])


def cases_of_order(order_id: UUID) -> list[UUID]:
    """The cases of every claim of an order, oldest first."""
    return list(
        Claim.objects.filter(order_id=order_id).order_by("id").values_list("case_id", flat=True)
    )

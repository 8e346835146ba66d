"""The records of claims as an authority may ask for them; `law.regulator` says what it gets."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet, Sum

from bonafix.claims.models import Answer, Claim, Decision, Payment
from bonafix.claims.queries import decision_of, newest_examinations
from bonafix.examine.words import sentence
from bonafix.kit.clock import SHANGHAI, local
from bonafix.law.regulator import Scope
from bonafix.ledger.models import Entry
from bonafix.people.sealing import unseal

# More than this is asked for in parts: a person is to be able to look at what they hand out.
MOST: Final = 5000


def too_many(scope: Scope) -> bool:
    """True when the scope means more claims than are handed out at once."""
    return claims_in(scope).count() > MOST


def claims_in(scope: Scope) -> QuerySet[Claim]:
    """Claims opened from the first to the last day (China's), of the named cases where named."""
    start = datetime.combine(scope.first, time.min, SHANGHAI)
    end = datetime.combine(scope.last, time.min, SHANGHAI) + timedelta(days=1)
    rows = Claim.objects.filter(opened_at__gte=start, opened_at__lt=end)
    if scope.cases:
        rows = rows.filter(case__number__in=scope.cases)
    return rows.select_related("case", "order", "buyer", "merchant").order_by("id")


def records_of(scope: Scope, language: str) -> list[dict[str, Any]]:
    """One mapping for each claim with exactly the fields of the scope.

    Nothing that was not asked for is opened: sealed texts are read for their own field only.
    """
    wanted = [(name, READ[name]) for name in scope.fields if name in READ]
    rows = claims_in(scope)[:MOST]
    return [
        {
            "number": row.case.number,
            "opened_on": _day(row.opened_at),
            **{name: read(row, language) for name, read in wanted},
        }
        for row in rows
    ]


def _day(at: datetime | None) -> date | None:
    return local(at).date() if at else None


def _paid(row: Claim, _language: str) -> int:
    paid = Payment.objects.filter(case_id=row.case_id, beneficiary="buyer", status="confirmed")
    return paid.aggregate(all=Sum("amount_fen"))["all"] or 0


def _decided(read: Callable[[Decision], Any]) -> Callable[[Claim, str], Any]:
    def of_row(row: Claim, _language: str) -> Any:
        found = decision_of(row.case_id)
        return read(found) if found else None

    return of_row


def _by_person(row: Decision) -> bool:
    """False for a standing instruction, which a person gave before."""
    return row.basis != "standing"


def _appeal(row: Claim, _language: str) -> str | None:
    rows = Decision.objects.filter(case_id=row.case_id, basis="appeal", status="effective")
    found = rows.order_by("id").last()
    return found.outcome if found else None


def _person_asked(row: Claim, _language: str) -> bool:
    asked = Entry.objects.filter(
        stream_kind="case", stream_id=row.case_id, kind="claims.person_asked"
    )
    return asked.exists()


def _findings(row: Claim, language: str) -> list[str]:
    return [
        sentence(one["statement_id"], tuple(map(tuple, one["params"])), language)
        for _row, found in newest_examinations(row.case_id)
        for one in found
    ]


def _statements(row: Claim, _language: str) -> list[str]:
    held = [row.statement] if row.statement else []
    said = Answer.objects.filter(case_id=row.case_id).filter(~Q(text=None)).order_by("id")
    opened = [unseal(bytes(one)) for one in (*held, *said.values_list("text", flat=True))]
    return [one for one in opened if one]


def _open(held: Any) -> str | None:
    return unseal(bytes(held)) if held else None


READ: Final[dict[str, Callable[[Claim, str], Any]]] = {
    "closed_on": lambda row, _l: _day(row.ended_at),
    "state": lambda row, _l: row.status,
    "category": lambda row, _l: row.order.category,
    "reason": lambda row, _l: row.reason,
    "wish": lambda row, _l: row.wish,
    "claimed_fen": lambda row, _l: row.amount_fen,
    "paid_fen": _paid,
    "decided_on": _decided(lambda one: _day(one.at)),
    "outcome": _decided(lambda one: one.outcome),
    "policy_version": lambda row, _l: row.policy_version,
    "decided_by_person": _decided(_by_person),
    "human_review_requested": _person_asked,
    "appealed": lambda row, _l: bool(row.appealed_by),
    "appeal_outcome": _appeal,
    "findings": _findings,
    "statements": _statements,
    "decision_reasons": _decided(lambda one: _open(one.reasons)),
    "buyer_name": lambda row, _l: _open(row.buyer.name),
    "buyer_contact": lambda row, _l: _open(row.buyer.phone),
    "merchant_name": lambda row, _l: row.merchant.title,
}

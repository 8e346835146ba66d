"""What the law library needs to know of a claim, read from the case. It states, and finds nothing.

Which claims of a person are looked at together, where they were made and which of them were
settled otherwise is said by a person: no claim is put beside another by the house itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Sum

from bonafix.claims.models import Claim, Decision, Payment
from bonafix.claims.queries import newest_examinations, shots_of
from bonafix.claims.rules.standing import TO_LOOK_AT
from bonafix.examine.words import sentence
from bonafix.kit.clock import local
from bonafix.law.model import Act, Facts, Finding, Platform
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator

# Where this many claims of one person are on file, a person looks at them elsewhere.
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says beside the record: the place, and which claims belong together."""

    region: str | None = None
    also: frozenset[str] = frozenset()  # numbers of other claims of the same buyer
    settled: frozenset[str] = frozenset()  # numbers that were settled or punished already


@dataclass(frozen=True, slots=True)
class Other:
    """Another claim of the same buyer: what was paid back, for a person to choose from."""

    number: str
    opened_at: datetime
    status: str
    loss_fen: int


def others_of(claim: Claim) -> list[Other]:
    """The buyer's other claims with this operator, the newest first; nobody else's record."""
    rows = Claim.objects.filter(buyer_id=claim.buyer_id).exclude(pk=claim.pk)
    found = list(rows.select_related("case", "order").order_by("-id")[:MOST])
    return [Other(one.case.number, one.opened_at, one.status, sum(loss_of(one))) for one in found]


def loss_of(claim: Claim) -> tuple[int, int]:
    """(goods, freight) in fen that went out and did not come back, as the record shows it.

    Nothing where nothing was paid; only the freight where the goods came back.
    """
    rows = Payment.objects.filter(
        case_id=claim.case_id, beneficiary="buyer", status="confirmed"
    ).aggregate(all=Sum("amount_fen"))
    paid = rows["all"] or 0
    goods = min(paid, claim.order.goods_fen)
    if claim.remedy == "exchange" and claim.sent_out_by and not paid:
        # Other goods went out: what they are worth, where the first did not come back.
        goods = min(claim.amount_fen, claim.order.goods_fen)
        return (0 if claim.sent_back_by else goods), 0
    return (0 if claim.sent_back_by else goods), paid - goods


def facts_of(claim: Claim, stated: Stated, language: str = "zh_Hans") -> Facts:
    """The claim, and those that a person puts beside it, as the grader reads them."""
    rows = [claim]
    if stated.also:
        mine = Claim.objects.filter(buyer_id=claim.buyer_id, case__number__in=stated.also)
        rows += list(mine.exclude(pk=claim.pk).select_related("case", "order", "merchant"))
    return Facts(
        acts=tuple(_act(one, stated, language) for one in rows),
        decided=None,
        platform=platform_of(claim),
        merchant=claim.merchant.title or "",
    )


def _act(claim: Claim, stated: Stated, language: str) -> Act:
    number = claim.case.number
    goods, freight = loss_of(claim)
    made_good = Decision.objects.filter(
        case_id=claim.case_id, beneficiary="merchant", outcome="grant", status="effective"
    ).exists()
    settled = number in stated.settled or made_good
    label = _label_of(claim.case_id)
    return Act(
        id=number,
        acted=local(claim.opened_at).date(),
        goods=goods,
        freight=freight,
        region=stated.region,
        treatment="settled" if settled else None,
        order=claim.order.ref,
        findings=tuple(_findings(claim.case_id, language)),
        producer_code=label[0],
        content_number=label[1],
    )


def _label_of(case_id: UUID) -> tuple[str, str]:
    """(producer code, content number) of the first label that names one; else empty ones."""
    for _row, found in newest_examinations(case_id):
        for one in found:
            values = dict(map(tuple, one["params"]))
            if values.get("producer"):
                return values["producer"], values.get("produce_id", "")
    return "", ""


def _findings(case_id: UUID, language: str) -> list[Finding]:
    """What was measured and is worth a look, in words, each with what it does not show."""
    shots = {shot.id: shot for shot in shots_of(case_id)}
    names = {str(key): shot.slot for key, shot in shots.items()}
    told = []
    for row, found in newest_examinations(case_id):
        for one in found:
            if one["kind"] in TO_LOOK_AT:
                told.append(_finding(one, names, shots[row.shot_id].file.sha256, language))
    return told


def _finding(one: dict[str, Any], names: dict[str, str], digest: Any, language: str) -> Finding:
    params = tuple((name, names.get(value, value)) for name, value in map(tuple, one["params"]))
    return Finding(
        sentence(one["statement_id"], params, language),
        sentence(one["limits_id"], params, language),
        bytes(digest).hex(),
    )


def platform_of(claim: Claim) -> Platform:
    """The operator's own handling, by what the case's record shows; the rest stays unstated."""
    operator = Operator.objects.get(pk=claim.operator_id)
    decided = Decision.objects.filter(case_id=claim.case_id, status="effective").order_by("id")
    first = decided.first()
    return Platform(
        name=operator.name,
        transaction_on=local(claim.order.bought_at).date(),
        decided_on=local(first.at).date() if first else None,
        record=tuple(_record(claim, list(decided)).items()),
    )


def _record(claim: Claim, decided: list[Decision]) -> dict[str, bool | int]:
    case_id = claim.case_id
    kinds = set(
        Entry.objects.filter(stream_kind="case", stream_id=case_id).values_list("kind", flat=True)
    )
    shots = shots_of(case_id, "buyer")
    record: dict[str, bool | int] = {
        "label_metadata_checked": claim.examined_at is not None,
        # Every way to a grant is a person's or the merchant's own; the database holds it.
        "refund_without_return_forced": False,
        "transaction_records_kept": True,
        "appeal_filed": bool(claim.appealed_by),
    }
    if shots:
        record["ai_declaration_offered"] = all(one.declared_ai is not None for one in shots)
    reviewed = [row for row in decided if row.basis in ("review", "appeal")]
    if reviewed:
        record["reasons_stated"] = all(row.reasons is not None for row in reviewed)
        record["appeal_offered"] = True
    if "claims.person_asked" in kinds:
        record["human_review_requested"] = True
        record["human_review_given"] = bool(reviewed) or "claims.person_called" in kinds
    if claim.appealed_by and any(row.basis == "appeal" for row in decided):
        sent = Notice.objects.filter(case_id=case_id, kind="claim_decided", status="sent")
        record["appeal_result_notified"] = sent.exists()
    return record


def known(numbers: Collection[str], others: list[Other]) -> frozenset[str]:
    """Of numbers that came in, those that are among the person's own claims."""
    own = {one.number for one in others}
    return frozenset(one for one in numbers if one in own)

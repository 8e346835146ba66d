"""Claims' part of "my data", of erasure and of bundles. `config` registers all of them."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from bonafix.claims.models import (
    Answer,
    Charge,
    Claim,
    Correction,
    Decision,
    Examination,
    Inspection,
    Letter,
    Payment,
    Policy,
    Reassessment,
    Restriction,
    Shot,
    Standing,
)
from bonafix.claims.queries import decision_of, payment_of
from bonafix.claims.rules.states import ENDS
from bonafix.evidence.goods import goods_evidence
from bonafix.evidence.models import Packing, Reference
from bonafix.evidence.registry import Part
from bonafix.evidence.rows import CaseRows, shown
from bonafix.kit.clock import format_instant
from bonafix.people.erasure import Kept
from bonafix.people.sealing import unseal
from bonafix.products.models import Order

MODELS: Final = (
    *(
        Claim,
        Shot,
        Examination,
        Answer,
        Inspection,
        Letter,
        Decision,
        Payment,
        Charge,
        Reassessment,
    ),
    *(Restriction, Correction),
)
TABLES: Final = frozenset(model._meta.db_table for model in MODELS)
# 电子商务法 31: records of a transaction are kept for three years from its end.
TRANSACTION_YEARS: Final = timedelta(days=3 * 366)


class ClaimRows(CaseRows):
    """A claim's rows, its order with the records of its parcel, and the policy it came under."""

    def part_of(self, case_id: UUID, *, full: bool) -> Part:
        """Nothing for a case that is no claim."""
        part = super().part_of(case_id, full=full)
        claim = Claim.objects.filter(case_id=case_id).first()
        if claim is None:
            return part
        overlays = Examination.objects.filter(case_id=case_id).values_list("overlays", flat=True)
        files = {UUID(one["file"]) for rows in overlays for one in rows}
        orders = list(Order.objects.filter(pk=claim.order_id))
        goods = goods_evidence(orders[0])
        files |= {one.file_id for one in goods.packings} | {x.file_id for x in goods.references}
        versions = list(Policy.objects.filter(version=claim.policy_version))
        standing = list(
            Standing.objects.filter(
                id__in=Decision.objects.filter(case_id=case_id).values("standing_id")
            )
        )
        tables = {
            **part.tables,
            Order._meta.db_table: shown(orders, full=full),
            Packing._meta.db_table: shown(goods.packings, full=full),
            Reference._meta.db_table: shown(goods.references, full=full),
            Policy._meta.db_table: shown(versions, full=full),
            Standing._meta.db_table: shown(standing, full=full),
        }
        return Part(tables, part.files | files)


EVIDENCE: Final = ClaimRows(
    "claims",
    MODELS,
    files=("file_id", "preview_id"),
)


class ClaimRetention:
    """An open claim is finished first; a finished one is part of a transaction's record."""

    name = "claims"
    tables = TABLES

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """Open claims, and the records of those of the last three years."""
        answers = []
        for claim in Claim.objects.filter(buyer_id=party_id).order_by("id"):
            if claim.status not in ENDS:
                answers.append(_open())
            else:
                answers.append(_transaction((claim.ended_at or now) + TRANSACTION_YEARS))
        return answers


def _open() -> Kept:
    return Kept(
        code="claim_open",
        what=gettext_noop("An open claim"),
        why=gettext_noop("The claim has to be decided or withdrawn first."),
        running=True,
    )


def _transaction(until: datetime) -> Kept:
    return Kept(
        code="transaction_record",
        what=gettext_noop("The record of a claim"),
        why=gettext_noop(
            "The E-Commerce Law (article 31) asks to keep records of transactions for three years."
        ),
        until=until,
    )


class ClaimData:
    """What a person claimed, which pictures they gave, and what became of it."""

    name = "claims"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """Each claim in plain words."""
        rows = Claim.objects.filter(buyer_id=party_id).select_related("case", "order")
        return {
            "claims": [self._one(claim) for claim in rows.order_by("id")],
            "decisions_about_claims": [
                {
                    "what": one.kind,
                    "since": format_instant(one.since),
                    "until": format_instant(one.until),
                    "reasons": unseal(bytes(one.reasons)),
                    "answer": one.answer or None,
                }
                for one in Restriction.objects.filter(party_id=party_id).order_by("id")
            ],
            "not_to_be_counted": [
                {
                    "number": one.case.number,
                    "words": unseal(bytes(one.words)),
                    "outcome": one.outcome or None,
                }
                for one in Correction.objects.select_related("case")
                .filter(party_id=party_id)
                .order_by("id")
            ],
        }

    def _one(self, claim: Claim) -> dict[str, Any]:
        decision, payment = decision_of(claim.case_id), payment_of(claim.case_id)
        pictures = Shot.objects.filter(case_id=claim.case_id, party_id=claim.buyer_id)
        held = decision.reasons if decision else None
        return {
            "number": claim.case.number,
            "status": claim.status,
            "order": claim.order.ref,
            "reason": claim.reason,
            "wish": claim.wish,
            "amount_fen": claim.amount_fen,
            "statement": unseal(bytes(claim.statement)) if claim.statement else None,
            "opened_at": format_instant(claim.opened_at),
            "pictures": [str(one) for one in pictures.values_list("file_id", flat=True)],
            "outcome": decision.outcome if decision else None,
            "granted": decision.remedy if decision and decision.outcome == "grant" else None,
            "reasons": unseal(bytes(held)) if held else None,
            "paid_fen": payment.amount_fen if payment and payment.status == "confirmed" else 0,
        }

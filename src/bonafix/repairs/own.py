"""Repairs' part of "my data" and of erasure. `config` registers both with people."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from bonafix.evidence.rows import CaseRows
from bonafix.kit.clock import format_instant
from bonafix.people.erasure import Kept
from bonafix.people.sealing import unseal
from bonafix.repairs.models import (
    Adjournment,
    Cancellation,
    Guarantee,
    InstalledPart,
    Promise,
    Quote,
    Repair,
    SignOff,
    VisitFile,
    VisitStep,
)
from bonafix.repairs.rules.states import ENDS

TABLES: Final = frozenset({Repair._meta.db_table})
# 电子商务法 31: records of a transaction are kept for three years from its end.
TRANSACTION_YEARS: Final = timedelta(days=3 * 366)

# What a repair adds to the bundle of its case.
EVIDENCE: Final = CaseRows(
    "repairs",
    (
        *(Repair, Promise, VisitStep, Quote, Guarantee, SignOff, Cancellation, Adjournment),
        *(VisitFile, InstalledPart),
    ),
    files=("voucher_id", "signature_id", "picture_id", "file_id"),
)


class RepairRetention:
    """An open repair is finished first; a paid one is a transaction with a statutory time."""

    name = "repairs"
    tables = TABLES

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """Open repairs and guarantees that still run; transactions of the last three years."""
        answers = []
        for repair in Repair.objects.filter(customer_id=party_id).order_by("id"):
            if repair.status not in ENDS:
                answers.append(_open())
            elif self._was_paid(repair):
                ended = repair.ended_at or now
                answers.append(_transaction(ended + TRANSACTION_YEARS))
        return answers

    def _was_paid(self, repair: Repair) -> bool:
        return Quote.objects.filter(case_id=repair.case_id, status="approved").exists()


def _open() -> Kept:
    return Kept(
        code="repair_open",
        what=gettext_noop("An open repair"),
        why=gettext_noop("The repair has to be finished or cancelled first."),
        running=True,
    )


def _transaction(until: datetime) -> Kept:
    return Kept(
        code="transaction_record",
        what=gettext_noop("The record of a paid repair"),
        why=gettext_noop(
            "The E-Commerce Law (article 31) asks to keep records of transactions for three years."
        ),
        until=until,
    )


class RepairData:
    """What a person reported, where, and what became of it."""

    name = "repairs"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """Each repair in plain words."""
        rows = Repair.objects.filter(customer_id=party_id).select_related("case").order_by("id")
        return {"repairs": [self._one(repair) for repair in rows]}

    def _one(self, repair: Repair) -> dict[str, Any]:
        held = Guarantee.objects.filter(case_id=repair.case_id).first()
        return {
            "number": repair.case.number,
            "status": repair.status,
            "received_at": format_instant(repair.received_at),
            "description": unseal(bytes(repair.description)),
            "address": unseal(bytes(repair.address)),
            "place": repair.place_name,
            "guaranteed_until": str(held.ends_on) if held else None,
        }

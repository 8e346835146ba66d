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
    DoorDecline,
    DoorProof,
    Guarantee,
    Inspection,
    InstalledPart,
    Promise,
    Quote,
    Repair,
    SignOff,
    VisitFile,
    VisitStep,
)
from bonafix.repairs.passed import FirstVisit, Offer, Revisit
from bonafix.repairs.recordings import Recording, RecordingChoice
from bonafix.repairs.rules.states import ENDS

TABLES: Final = frozenset(
    {one._meta.db_table for one in (Repair, DoorProof, DoorDecline, Inspection, Recording)}
)
# 电子商务法 31: records of a transaction are kept for three years from its end.
TRANSACTION_YEARS: Final = timedelta(days=3 * 366)

# What a repair adds to the bundle of its case.
EVIDENCE: Final = CaseRows(
    "repairs",
    (
        *(Repair, Promise, VisitStep, Quote, Guarantee, SignOff, Cancellation, Adjournment),
        *(VisitFile, InstalledPart, DoorProof, DoorDecline, Inspection),
        *(Offer, Revisit, FirstVisit),
        *(RecordingChoice, Recording),
    ),
    files=(
        *("voucher_id", "signature_id", "picture_id", "file_id"),
        *("witness_signature_id", "technician_signature_id"),
    ),
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
                continue
            if self._was_paid(repair):
                ended = repair.ended_at or now
                answers.append(_transaction(ended + TRANSACTION_YEARS))
            if (until := self._of_door(repair)) is not None and until > now:
                answers.append(_door(until))
        return answers

    def _of_door(self, repair: Repair) -> datetime | None:
        """Until when the record of an opening, or of a lock left closed, is kept."""
        mine = {"case_id": repair.case_id}
        ends = [
            *DoorProof.objects.filter(**mine).values_list("kept_until", flat=True),
            *DoorDecline.objects.filter(**mine).values_list("kept_until", flat=True),
        ]
        return max(ends, default=None)

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


def _door(until: datetime) -> Kept:
    return Kept(
        code="door_record",
        what=gettext_noop("The record of a lock that was to be opened"),
        why=gettext_noop(
            "Local rules on opening locks ask to keep it for three months at least, or longer."
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
            "kind": repair.kind,
            "status": repair.status,
            "received_at": format_instant(repair.received_at),
            "description": unseal(bytes(repair.description)),
            "address": unseal(bytes(repair.address)),
            "place": repair.place_name,
            "guaranteed_until": str(held.ends_on) if held else None,
            "door": [self._proof(row) for row in self._proofs(repair)],
            "inspected": self._seen(repair),
            "recordings": [_sound(row) for row in _of_case(Recording, repair)],
            "recording_choices": [_chosen(row) for row in _of_case(RecordingChoice, repair)],
        }

    def _seen(self, repair: Repair) -> dict[str, Any] | None:
        row = Inspection.objects.filter(case_id=repair.case_id).first()
        if row is None:
            return None
        return {
            "at": format_instant(row.at),
            "seen": row.seen,
            "words": unseal(bytes(row.words)),
            "serial": row.serial,
        }

    def _proofs(self, repair: Repair) -> list[DoorProof]:
        return list(DoorProof.objects.filter(case_id=repair.case_id).order_by("id"))

    def _proof(self, row: DoorProof) -> dict[str, Any]:
        """What was shown; the witness is somebody else, and is not named."""
        return {
            "at": format_instant(row.at),
            "premises": row.premises,
            "identity": row.identity,
            "identity_number": unseal(bytes(row.identity_number)) if row.identity_number else None,
            "right": row.right,
            "witness": row.witness,
            "kept_until": format_instant(row.kept_until),
        }


def _of_case(model: Any, repair: Repair) -> list[Any]:
    return list(model.objects.filter(case_id=repair.case_id).order_by("id"))


def _sound(row: Recording) -> dict[str, Any]:
    """What of it is known; the sound itself is played for the person by a manager."""
    return {
        "of": row.source,
        "began": format_instant(row.began_at),
        "seconds": row.seconds,
        "notice": row.notice,
        "file": str(row.file_id),
        "kept_until": format_instant(row.kept_until),
        "ended": format_instant(row.ended_at) if row.ended_at else None,
        "ended_because": row.ended_because,
    }


def _chosen(row: RecordingChoice) -> dict[str, Any]:
    return {
        "at": format_instant(row.at),
        "allowed": row.allowed,
        "wording": row.wording,
        "channel": row.channel,
    }

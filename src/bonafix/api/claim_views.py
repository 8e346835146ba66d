"""From rows of a claim to the API's shapes. Statements of people are shown on pages only."""

from typing import Any

from bonafix.cases.models import Case
from bonafix.claims.actions.looking import newest
from bonafix.claims.models import Answer, Claim
from bonafix.claims.queries import charges_of, decision_of, payment_of, shots_of
from bonafix.deadlines.queries import next_deadline
from bonafix.evidence.models import Ask
from bonafix.evidence.telling import chat_text
from bonafix.kit.clock import format_instant
from bonafix.operators.addresses import public_url
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.inspecting import inspection_of


def detail(case: Case, claim: Claim) -> dict[str, Any]:
    """One claim for whoever may see it: both sides read answers and reasons."""
    due = next_deadline(("case", case.id))
    case.refresh_from_db()
    return {
        "number": case.number,
        "status": claim.status,
        "owner": case.owner,
        "next_deadline": format_instant(due.due_at) if due else None,
        "order": claim.order.ref,
        "reason": claim.reason,
        "wish": claim.wish,
        "amount_fen": claim.amount_fen,
        "offer_fen": claim.offer_fen,
        "offer_remedy": claim.offer_remedy,
        "remedy": claim.remedy,
        "sent_back_by": claim.sent_back_by,
        "sent_out_by": claim.sent_out_by,
        "policy_version": claim.policy_version,
        "pictures": [
            {"id": str(s.file_id), "side": s.side, "slot": s.slot, "sha256": _hex(s.file.sha256)}
            for s in shots_of(case.id)
        ],
        "answers": [
            {
                "kind": row.kind,
                "offer_fen": row.offer_fen,
                "text": unseal(bytes(row.text)) if row.text else None,
                "at": format_instant(row.at),
            }
            for row in Answer.objects.filter(case_id=case.id).order_by("id")
        ],
        "decision": _decision(claim),
        "payment": _payment(claim),
        "inspection": _inspection(claim),
        "charges": [
            {"amount_fen": row.amount_fen, "payer": row.payer, "status": row.status}
            for row in charges_of(case.id)
        ],
    }


def capture(ask: Ask, token: str) -> dict[str, Any]:
    """The request as a program passes it on; the token opens this request and nothing else."""
    page = f"{public_url(ask.operator_id)}/e/{token}/"
    return {
        "page_url": page,
        "uploads_url": f"{page}uploads/",
        "code": ask.code,
        "wanted": ask.wanted,
        "source": ask.source,
        "until": format_instant(ask.until),
        "text": chat_text(ask, page),
    }


def _hex(digest: Any) -> str:
    return bytes(digest).hex()


def _decision(claim: Claim) -> dict[str, Any] | None:
    row = decision_of(claim.case_id)
    if row is None:
        return None
    return {
        "outcome": row.outcome,
        "basis": row.basis,
        "amount_fen": row.amount_fen,
        "remedy": row.remedy,
        "reasons": unseal(bytes(row.reasons)) if row.reasons else None,
        "at": format_instant(row.at),
    }


def _payment(claim: Claim) -> dict[str, Any] | None:
    row = payment_of(claim.case_id)
    if row is None:
        return None
    return {"status": row.status, "amount_fen": row.amount_fen, "beneficiary": row.beneficiary}


def _inspection(claim: Claim) -> dict[str, Any] | None:
    row = newest(claim.case_id)
    if row is None:
        return None
    seen = inspection_of(row.visit_id) if row.visit_id else None
    return {
        "purpose": row.purpose,
        "asked_by": row.asked_by,
        "status": row.status,
        "payer": row.payer,
        "cost_fen": row.cost_fen,
        "visit": row.visit.number if row.visit else None,
        "seen": seen.seen if seen else None,
        "serial": seen.serial if seen else None,
    }

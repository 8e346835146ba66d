"""Putting a decision on record, with the money that it owes. Callers hold case and claim."""

from uuid import UUID

from bonafix.cases.models import Case
from bonafix.claims.models import Claim, Decision, Payment
from bonafix.claims.payments.configured import provider
from bonafix.claims.queries import paid_in, room_of
from bonafix.claims.rules.money import PaidAlready, check_amount
from bonafix.claims.rules.remedies import MONEY
from bonafix.ledger.acts import Act
from bonafix.people.sealing import seal
from bonafix.products.models import Order


def decision_row(
    act: Act,
    claim: Claim,
    *,
    outcome: str,
    amount_fen: int,
    basis: str,
    status: str,
    reasons: str = "",
    beneficiary: str = "buyer",
    standing_id: UUID | None = None,
    remedy: str = MONEY,
) -> Decision:
    """A decision that is not yet recorded; its reasons are sealed under the buyer."""
    return Decision(
        operator_id=act.operator_id,
        case_id=claim.case_id,
        outcome=outcome,
        amount_fen=amount_fen,
        beneficiary=beneficiary,
        basis=basis,
        remedy=remedy,
        standing_id=standing_id,
        reasons=seal(claim.buyer_id, reasons) if reasons else None,
        by=act.actor.label(),
        status=status,
        policy_version=claim.policy_version,
        at=act.now,
    )


def effective(
    act: Act,
    case: Case,
    claim: Claim,
    *,
    outcome: str,
    amount_fen: int,
    basis: str,
    reasons: str = "",
    beneficiary: str = "buyer",
    standing_id: UUID | None = None,
    remedy: str = MONEY,
) -> tuple[Decision, list[Payment]]:
    """A decision that counts at once, and the payment it owes (none for a refusal, or for goods).

    `AmountNotPossible` above what is left of the order's paid sum. A decision that was
    proposed before is overtaken.
    """
    overtake(act, case)
    decision = decision_row(
        act, claim, outcome=outcome, amount_fen=amount_fen, basis=basis, status="effective",
        reasons=reasons, beneficiary=beneficiary, standing_id=standing_id, remedy=remedy,
    )  # fmt: skip
    return decision, payment_for(act, claim, decision)


def overtake(act: Act, case: Case) -> None:
    """Proposals that nobody confirmed do not count any more."""
    rows = list(
        Decision.objects.select_for_update(no_key=True).filter(case_id=case.id, status="proposed")
    )
    for row in rows:
        row.status = "overtaken"
    if rows:
        act.record("claims.proposal_overtaken", ("case", case.id), rows=rows)


def payment_for(act: Act, claim: Claim, decision: Decision) -> list[Payment]:
    """What a grant owes, within what is left of the order; the order is held for it.

    What the same side of the same case was granted before is part of the sum.
    """
    if decision.outcome != "grant" or decision.remedy != MONEY:
        return []
    order = act.lock(Order, claim.order_id)
    if decision.beneficiary == "buyer":
        check_amount(decision.amount_fen, room_of(order, claim.case_id))
    before = paid_in(claim.case_id, decision.beneficiary)
    if decision.amount_fen <= before:
        raise PaidAlready
    payer = "merchant" if decision.beneficiary == "buyer" else "operator"
    return [
        Payment(
            operator_id=act.operator_id,
            case_id=claim.case_id,
            order_id=order.id,
            decision=decision,
            amount_fen=decision.amount_fen - before,
            payer=payer,
            beneficiary=decision.beneficiary,
            status="owed",
            provider=provider().name,
            owed_at=act.now,
        )
    ]

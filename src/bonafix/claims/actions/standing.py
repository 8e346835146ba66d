"""A merchant's standing instructions: given by its people, followed by the machine."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.cases.models import Case
from bonafix.claims.actions.deciding import effective
from bonafix.claims.actions.moving import move
from bonafix.claims.actions.pictures import missing
from bonafix.claims.conduct.restricting import end_of
from bonafix.claims.models import Claim, Standing
from bonafix.claims.queries import kinds_found
from bonafix.claims.rules.money import AmountNotPossible
from bonafix.claims.rules.policies import REASONS
from bonafix.claims.rules.standing import Asked, Instruction, yes_by
from bonafix.claims.rules.states import step
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor


def _subject(actor: Actor, merchant_id: UUID) -> Subject:
    return Subject("merchant", actor.operator_id, party_ids=frozenset({merchant_id}))


def instruct(
    actor: Actor, now: datetime, merchant_id: UUID, up_to_fen: int, reasons: Collection[str]
) -> Standing:
    """From now on say yes to claims for these reasons up to this sum, when nothing was found."""
    require(actor, "claim.instruct", _subject(actor, merchant_id))
    if not 0 < up_to_fen <= 100_000_000:
        raise Invalid("standing_sum", "Please give a sum above zero.", field="up_to")
    if not reasons or not set(reasons) <= set(REASONS):
        raise Invalid("reason_unknown", "Please choose for which reasons.", field="reasons")
    with begin(actor, now) as act:
        row = Standing(
            operator_id=act.operator_id,
            merchant_id=merchant_id,
            up_to_fen=up_to_fen,
            reasons=sorted(set(reasons)),
            given_by=actor.label(),
            since=now,
        )
        act.record("claims.standing_given", ("party", merchant_id), rows=[row])
    return row


def end_instruction(actor: Actor, now: datetime, standing_id: UUID) -> Standing:
    """From now on people answer again. Saying it twice changes nothing."""
    with begin(actor, now) as act:
        row = act.lock(Standing, standing_id)
        require(actor, "claim.instruct", _subject(actor, row.merchant_id))
        if row.until is None:
            row.until = now
            act.record("claims.standing_ended", ("party", row.merchant_id), rows=[row])
    return row


def stand_by(act: Act, case: Case, claim: Claim) -> bool:
    """Say the merchant's own yes where an instruction fits; otherwise leave it to people."""
    if end_of(claim.buyer_id, "person_looks", act.now) is not None:
        # A manager decided that a person looks at this buyer's claims for a while.
        return False
    found = yes_by(_instructions(claim.merchant_id), _asked(claim), act.now)
    if found is None:
        return False
    try:
        decision, payment = effective(
            act, case, claim, outcome="grant", amount_fen=claim.amount_fen, basis="standing",
            standing_id=found.id,
        )  # fmt: skip
    except AmountNotPossible:
        # Another claim took what was left of the order: people look at it.
        return False
    body = {"standing": str(found.id)}
    rows = [decision, *payment]
    move(act, case, claim, step("stand_by", claim.status), rows=rows, body=body)
    return True


def _instructions(merchant_id: UUID) -> list[Instruction]:
    return [
        Instruction(row.id, row.up_to_fen, frozenset(row.reasons), row.since, row.until)
        for row in Standing.objects.filter(merchant_id=merchant_id).order_by("since", "id")
    ]


def _asked(claim: Claim) -> Asked:
    return Asked(
        reason=claim.reason,
        wish=claim.wish,
        amount_fen=claim.amount_fen,
        complete=not missing(claim),
        examined=claim.examined_at is not None,
        kinds=kinds_found(claim.case_id),
    )

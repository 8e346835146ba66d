"""Proof that goods were made useless: asked for where it is safe, shown on a guided page, seen.

A picture with a fresh code is asked for; a person looks at it. Without it nothing is refused.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.claims.actions.leaving import proof_asked
from bonafix.claims.actions.moving import hold, load, move, time_for
from bonafix.claims.models import Claim, Shot
from bonafix.claims.queries import policy_of_version
from bonafix.claims.rules.destroying import check_destroy
from bonafix.claims.rules.states import step
from bonafix.evidence.actions.asking import PURPOSE, READABLE, ask_for_evidence
from bonafix.evidence.models import Ask, Item
from bonafix.evidence.shots import DESTROYED
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.tokens import issue

# The goods made useless, with the code of this request in the picture; and the code from near.
WANTED: Final = (DESTROYED, "card")
DECLARED: Final = {"yes": True, "no": False}


def ask_proof(act: Act, case: Case, claim: Claim) -> None:
    """Ask the buyer for the proof, if policy and safety allow. `NotToBeDestroyed` else."""
    policy = policy_of_version(claim.policy_version)
    order = claim.order
    check_destroy(policy, claim.wish, claim.reason, order.category, order.title)
    until = time_for(claim, "destroy", act).at
    ask_for_evidence(act, case, WANTED, until, of=claim.buyer_id)


def capture_token(claim: Claim, now: datetime) -> str | None:
    """A fresh token of the page on which the proof is given; None where none is asked for."""
    ask = proof_asked(claim.case_id)
    if ask is None or claim.status != "destroying":
        return None
    seconds = int((ask.until - now + READABLE).total_seconds())
    return issue(claim.operator_id, PURPOSE, ask.id, now, max(60, seconds))


def decline_destroy(actor: Actor, now: datetime, number: str) -> Claim:
    """The buyer destroys nothing, and need not say why: the goods go back instead."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "decline_destroy")
        move(act, case, claim, transition)
    return claim


def on_proof(system: Actor, now: datetime, ask_id: UUID) -> None:
    """Everything was shown: the merchant looks at it. Idempotent; other requests are left alone."""
    ask = Ask.objects.filter(pk=ask_id).first()
    if ask is None or DESTROYED not in ask.wanted:
        return
    with begin(system, now) as act:
        case, claim = hold(act, ask.case_id)
        if claim.status != "destroying":
            return
        rows = [_shot(act, ask, claim, one) for one in Item.objects.filter(ask=ask).order_by("id")]
        move(act, case, claim, step("show_destroyed", claim.status), rows=rows)
        act.defer_slow("claims.goods_shown", case_id=case.id)


def _shot(act: Act, ask: Ask, claim: Claim, item: Item) -> Shot:
    """The very file that came in, among the pictures of the claim."""
    return Shot(
        operator_id=act.operator_id,
        case_id=claim.case_id,
        party_id=claim.buyer_id,
        side="buyer",
        slot="destroyed",
        file_id=item.file_id,
        declared_ai=DECLARED.get(ask.ai_declared),
        at=item.received_at,
    )

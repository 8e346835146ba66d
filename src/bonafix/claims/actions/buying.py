"""What the buyer does after opening: answer an offer, send the goods back, withdraw, appeal."""

from datetime import datetime

from bonafix.claims.actions.deciding import effective, overtake
from bonafix.claims.actions.moving import load, move
from bonafix.claims.actions.remedying import goods_first, promised
from bonafix.claims.models import Claim
from bonafix.claims.rules.people import check_words
from bonafix.claims.rules.remedies import check_parcel
from bonafix.claims.rules.states import BY_VERB
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Recorded
from bonafix.operators.actors import Actor


def answer_offer(actor: Actor, now: datetime, number: str, agreed: bool) -> Claim:
    """Take what the merchant offers, money or goods, or let a person look at it."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "take_offer" if agreed else "leave_offer")
        rows: list[Recorded] = []
        if agreed and claim.offer_remedy:
            transition = BY_VERB["take_remedy"]
            rows = [promised(act, case, claim, claim.offer_remedy, "offer")]
        elif agreed:
            assert claim.offer_fen is not None
            decision, payment = effective(
                act, case, claim, outcome="grant", amount_fen=claim.offer_fen, basis="offer"
            )
            rows = [decision, *payment]
        move(act, case, claim, transition, rows=rows)
        if claim.remedy:
            goods_first(act, case, claim)
    return claim


def send_back(actor: Actor, now: datetime, number: str, parcel: str) -> Claim:
    """The goods are on their way back; `parcel` is carrier and number, at most 60 signs."""
    words = check_parcel(parcel)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "send_back")
        claim.sent_back_by = check_words(words)
        move(act, case, claim, transition)
    return claim


def withdraw(actor: Actor, now: datetime, number: str) -> Claim:
    """The buyer does not want it any more; the number still answers."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "withdraw")
        overtake(act, case)
        move(act, case, claim, transition)
    return claim

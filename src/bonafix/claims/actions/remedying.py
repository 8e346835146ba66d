"""Goods instead of money: promised by the merchant or decided, sent, received, or not right."""

from datetime import datetime

from bonafix.cases.actions import say
from bonafix.cases.models import Case
from bonafix.claims.actions.deciding import effective
from bonafix.claims.actions.moving import load, move
from bonafix.claims.models import Claim, Decision
from bonafix.claims.queries import policy_of_version
from bonafix.claims.rules.people import check_reasons, check_words
from bonafix.claims.rules.remedies import REPAIR, GoodsStay, check_parcel, goes_back
from bonafix.claims.rules.states import step
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor

# What the buyer says of goods that are not there or do not do.
CHANNEL = "remedy"


def promised(act: Act, case: Case, claim: Claim, remedy: str, basis: str) -> Decision:
    """The merchant's yes to goods, or the buyer's to its offer, as a decision without money."""
    decision, _none = effective(
        act, case, claim, outcome="grant", amount_fen=0, basis=basis, remedy=remedy
    )
    claim.remedy = remedy
    return decision


def goods_first(act: Act, case: Case, claim: Claim) -> None:
    """After the yes: by the policy dear goods are to come back before others go out."""
    policy = policy_of_version(claim.policy_version)
    back = goes_back(policy, claim.remedy, claim.reason, claim.amount_fen)
    if claim.status == "fulfilling" and back and not claim.sent_back_by:
        with act.by_system():
            move(act, case, claim, step("ask_back", claim.status))


def have_back(actor: Actor, now: datetime, number: str) -> Claim:
    """The merchant mends it at its own place: the buyer sends it there. `GoodsStay` else."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "have_back")
        if claim.remedy != REPAIR or claim.sent_back_by:
            raise GoodsStay
        move(act, case, claim, transition)
    return claim


def send_out(actor: Actor, now: datetime, number: str, parcel: str) -> Claim:
    """The other goods, or the mended ones, are on their way; `parcel` is carrier and number.

    `Invalid` without a parcel, and for a repair whose goods never came.
    """
    words = check_words(check_parcel(parcel))
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "send_out")
        if claim.remedy == REPAIR and not claim.sent_back_by:
            raise Invalid(
                "nothing_to_mend",
                "The goods are still with the buyer. Please ask for them, or send somebody.",
                field="parcel",
            )
        claim.sent_out_by = words
        move(act, case, claim, transition)
    return claim


def give_up(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """The merchant cannot send or mend, and says why: a person decides, every choice open."""
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "give_up")
        say(act, case.id, words, party_id=claim.merchant_id, channel=CHANNEL)
        move(act, case, claim, transition)
    return claim


def confirm(actor: Actor, now: datetime, number: str) -> Claim:
    """The buyer has the goods, and they do."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "confirm")
        move(act, case, claim, transition)
    return claim


def not_right(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """The goods did not come, or do not do: a person decides, and every choice is open again."""
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "not_right")
        say(act, case.id, words, party_id=claim.buyer_id, channel=CHANNEL)
        move(act, case, claim, transition)
    return claim

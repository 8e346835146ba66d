"""Which steps of a claim the systems of its merchant are told of. Pure."""

from typing import Final

from bonafix.claims.rules.states import STATES, Transition

BY_VERB: Final = {
    "open": "claim.opened",
    "complete": "claim.evidence_arrived",
    "appeal": "claim.appealed",
    "pay": "claim.paid",
} | dict.fromkeys(
    (
        *("accept", "take_offer", "stand_by", "grant", "refuse", "reverse", "uphold"),
        *("agree_remedy", "take_remedy", "grant_remedy", "reverse_remedy"),
    ),
    "claim.decided",
)
PAYMENT_FAILED: Final = "claim.payment_failed"


def events_of(transition: Transition) -> tuple[str, ...]:
    """What is told after this step; whatever leaves the next one to the merchant, is due."""
    told = BY_VERB.get(transition.verb)
    due = "claim.answer_due" if STATES[transition.after].owner == "merchant" else None
    return tuple(one for one in (told, due) if one)

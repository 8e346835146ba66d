"""The states of a claim, and who owes what in each. Pure; docs/states.md is made of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bonafix.claims.rules.conduct import APPEAL_WITHIN
from bonafix.claims.rules.transitions import TRANSITIONS, WAITED_FOR
from bonafix.claims.rules.way import UNDECIDED, Transition
from bonafix.kit.errors import Conflict

__all__ = [
    "BY_VERB",
    "DUTIES",
    "ENDS",
    "STATES",
    "TRANSITIONS",
    "UNDECIDED",
    "WAITED_FOR",
    "Duty",
    "OutOfOrder",
    "State",
    "Transition",
    "step",
]


@dataclass(frozen=True, slots=True)
class State:
    """Who owes the next step, the name of its deadline, and the clock that counts it.

    `clock` names a time of the policy (see rules.clocks); None where nothing is owed.
    """

    owner: str
    deadline: str | None
    clock: str | None


STATES: Final[dict[str, State]] = {
    "opened": State("customer", "complete_evidence", "evidence"),
    "evidenced": State("desk", "examine_pictures", "examine"),
    "answering": State("merchant", "answer_claim", "answer"),
    "offered": State("customer", "answer_offer", "offer"),
    "returning": State("customer", "send_back", "send_back"),
    "sent_back": State("merchant", "check_return", "check_return"),
    "agreeing": State("customer", "agree_inspection", "offer"),
    "inspecting": State("desk", "inspect_goods", "inspect"),
    "destroying": State("customer", "show_destroyed", "destroy"),
    "destroyed": State("merchant", "check_destroyed", "check_return"),
    "reviewing": State("reviewer", "review_claim", "review"),
    "confirming": State("reviewer", "confirm_decision", "confirm"),
    # Another piece, or the same one mended: promised, on its way, there.
    "fulfilling": State("merchant", "fulfil_claim", "fulfil"),
    "inviting": State("customer", "agree_mending", "offer"),
    "mending": State("desk", "mend_goods", "mend"),
    "delivered": State("customer", "confirm_goods", "receive"),
    "settled": State("desk", "close_claim", "appeal"),
    "granted": State("cashier", "pay_claim", "pay"),
    "paid": State("desk", "close_claim", "appeal"),
    "refused": State("customer", "close_claim", "appeal"),
    "appealed": State("reviewer", "decide_appeal", "decide_appeal"),
    "closed": State("nobody", None, None),
    "withdrawn": State("nobody", None, None),
}
ENDS: Final = frozenset({"closed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a person owes beside the road; the state of the claim stays as it is."""

    name: str
    owner: str
    within: timedelta
    permission: str
    kind: str
    done: str
    during: frozenset[str]
    page: str
    api: str
    test: str
    # Done by an answer with reasons, not by saying that it is done.
    answered: bool = False


DUTIES: Final[dict[str, Duty]] = {
    duty.name: duty
    for duty in (
        # Either side wants to talk to a person; also when the claim is closed.
        Duty(
            "call_back", "desk", timedelta(hours=4), "claim.call_back",
            "claims.person_asked", "claims.person_called",
            frozenset(STATES), "/staff/claims/{number}/",
            "POST /api/v1/claims/{number}/done",
            "test_both_sides_can_always_reach_a_person",
        ),
        # The provider could not move the money: a manager sees to it.
        Duty(
            "see_to_payment", "manager", timedelta(hours=4), "claim.retry",
            "claims.payment_failed", "claims.payment_retried",
            frozenset({"granted"}), "/staff/claims/{number}/",
            "POST /api/v1/claims/{number}/done",
            "test_a_payment_that_fails_is_seen_to_by_a_person",
        ),
        # What a visit costs its payer could not be collected; the claim itself waits for nothing.
        Duty(
            "see_to_charge", "manager", timedelta(hours=24), "claim.retry",
            "claims.charge_failed", "claims.charge_retried",
            frozenset(STATES), "/staff/claims/{number}/",
            "POST /api/v1/claims/{number}/done",
            "test_a_charge_that_fails_is_seen_to_by_a_person_and_holds_nobody_up",
        ),
        # Somebody asks for another person about a decision that their claims go another way.
        Duty(
            "look_at_restriction", "manager", APPEAL_WITHIN, "claim.restrict",
            "claims.restriction_appealed", "claims.restriction_answered",
            frozenset(STATES), "/staff/claims/{number}/conduct/", "none: people look at it",
            "test_another_manager_answers_an_appeal_and_the_first_one_may_not", answered=True,
        ),
        # Somebody says that a claim should not be counted with them.
        Duty(
            "look_at_correction", "manager", APPEAL_WITHIN, "claim.restrict",
            "claims.correction_asked", "claims.correction_answered",
            frozenset(STATES), "/staff/claims/{number}/conduct/", "none: people look at it",
            "test_what_a_manager_leaves_out_is_not_counted_any_more", answered=True,
        ),
    )
}  # fmt: skip

BY_VERB: Final = {transition.verb: transition for transition in TRANSITIONS}


class OutOfOrder(Conflict):
    """A step that does not follow from where the claim is."""

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(
            "out_of_order",
            "This step is not possible now: the claim is at “%(status)s”.",
            status=status,
            verb=verb,
        )


def step(verb: str, status: str) -> Transition:
    """The transition that `verb` makes from `status`. `OutOfOrder` when it makes none."""
    transition = BY_VERB[verb]
    if status not in transition.before:
        raise OutOfOrder(verb, status)
    return transition

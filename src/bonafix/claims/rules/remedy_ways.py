"""Ways of a claim that ends with goods: exchanged, mended, or destroyed on record. Pure."""

from typing import Final

from bonafix.claims.rules.way import API, CLAIM, DESK, POST, UNDECIDED, Transition

REMEDY_WAYS: Final[tuple[Transition, ...]] = (
    # Somebody says yes to the goods that the buyer asked for, or was offered.
    Transition(
        "agree_remedy", UNDECIDED, "fulfilling", "claim.answer", "claims.remedy_agreed", DESK,
        f"{POST}/answer", "claim_fulfilling",
        "test_a_merchant_that_accepts_an_exchange_sends_goods_and_no_money",
    ),
    Transition(
        "take_remedy", ("offered",), "fulfilling", "claim.buyer", "claims.remedy_taken", CLAIM,
        f"{POST}/offer", "claim_fulfilling",
        "test_goods_are_offered_instead_of_money_and_the_buyer_decides",
    ),
    Transition(
        "grant_remedy", ("reviewing", "confirming"), "fulfilling", "claim.review",
        "claims.remedy_granted", DESK, f"{POST}/decision", "claim_fulfilling",
        "test_a_reviewer_grants_an_exchange_to_whom_asked_for_it_and_to_nobody_else",
    ),
    Transition(
        "reverse_remedy", ("appealed",), "fulfilling", "claim.decide_appeal",
        "claims.reversed_to_remedy", DESK, f"{POST}/decision", "claim_decided",
        "test_an_appeal_may_end_with_goods",
    ),
    # The old goods come back first: by the policy at once, of a repair as the merchant chooses.
    Transition(
        "ask_back", ("fulfilling",), "returning", "claim.remind", "claims.goods_asked_back", DESK,
        f"GET {API}", "claim_returning",
        "test_dear_goods_go_back_before_others_are_sent", "remind",
    ),
    Transition(
        "have_back", ("fulfilling",), "returning", "claim.answer", "claims.goods_wanted_back",
        DESK, f"{POST}/remedy", "claim_returning",
        "test_goods_are_sent_in_mended_and_sent_out_again",
    ),
    Transition(
        "goods_came", ("returning", "sent_back"), "fulfilling", "claim.answer",
        "claims.goods_came", DESK, f"{POST}/answer", "claim_fulfilling",
        "test_dear_goods_go_back_before_others_are_sent",
    ),
    Transition(
        "send_out", ("fulfilling",), "delivered", "claim.answer", "claims.sent_out", DESK,
        f"{POST}/remedy", "claim_delivered",
        "test_a_merchant_that_accepts_an_exchange_sends_goods_and_no_money",
    ),
    Transition(
        "give_up", ("fulfilling", "inviting"), "reviewing", "claim.answer",
        "claims.remedy_given_up", DESK, f"{POST}/remedy", "claim_reviewing",
        "test_a_merchant_that_cannot_send_says_so_and_a_person_decides",
    ),
    # Somebody comes and mends it: a visit of its own, if the buyer agrees.
    Transition(
        "order_mending", ("fulfilling",), "inviting", "claim.answer", "claims.mending_ordered",
        DESK, f"{POST}/remedy", "claim_inviting",
        "test_a_repair_is_a_visit_that_the_merchant_pays_for",
    ),
    Transition(
        "agree_mending", ("inviting",), "mending", "claim.buyer", "claims.mending_agreed", CLAIM,
        f"{POST}/mending", "claim_mending",
        "test_a_repair_is_a_visit_that_the_merchant_pays_for",
    ),
    Transition(
        "decline_mending", ("inviting",), "fulfilling", "claim.buyer", "claims.mending_declined",
        CLAIM, f"{POST}/mending", "none: the buyer has just said so",
        "test_a_buyer_who_wants_nobody_to_come_is_mended_for_otherwise",
    ),
    Transition(
        "return_mending", ("mending",), "settled", "claim.remind", "claims.mended", DESK,
        f"GET {API}", "claim_settled", "test_a_repair_is_a_visit_that_the_merchant_pays_for",
        "remind",
    ),
    Transition(
        "fail_mending", ("mending",), "reviewing", "claim.remind", "claims.mending_failed", DESK,
        f"GET {API}", "claim_reviewing",
        "test_a_repair_that_comes_to_nothing_opens_every_choice_again", "remind",
    ),
    # The goods are there, or are said not to be; silence takes them as received.
    Transition(
        "confirm", ("delivered",), "settled", "claim.buyer", "claims.received", CLAIM,
        f"{POST}/received", "none: the buyer has just done it",
        "test_a_merchant_that_accepts_an_exchange_sends_goods_and_no_money",
    ),
    Transition(
        "settle", ("delivered",), "settled", "claim.close", "claims.taken_as_received", DESK,
        f"GET {API}", "claim_settled",
        "test_goods_that_nobody_complains_of_are_taken_as_received", "remind",
    ),
    Transition(
        "not_right", ("delivered", "settled"), "reviewing", "claim.buyer", "claims.not_right",
        CLAIM, f"{POST}/received", "claim_reviewing",
        "test_goods_that_are_not_right_open_every_choice_again",
    ),
    # Goods that the policy lets be destroyed, safely, with a fresh code in the picture.
    Transition(
        "ask_destroy", ("answering",), "destroying", "claim.answer", "claims.destroying_asked",
        DESK, f"{POST}/answer", "claim_destroying",
        "test_destroyed_goods_are_shown_and_a_person_looks",
    ),
    Transition(
        "decline_destroy", ("destroying",), "returning", "claim.buyer",
        "claims.destroying_declined", CLAIM, f"{POST}/destroying",
        "none: the buyer has just chosen it",
        "test_a_buyer_who_destroys_nothing_sends_it_back_instead",
    ),
    Transition(
        "show_destroyed", ("destroying",), "destroyed", "claim.remind", "claims.destroyed_shown",
        DESK, f"GET {API}", "none: the buyer has just done it",
        "test_destroyed_goods_are_shown_and_a_person_looks", "remind",
    ),
)  # fmt: skip

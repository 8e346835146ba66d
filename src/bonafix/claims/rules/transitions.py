"""Every way of a claim from one state to another. Pure; docs/states.md is made of it."""

from typing import Final

from bonafix.claims.rules.remedy_ways import REMEDY_WAYS
from bonafix.claims.rules.way import API, CLAIM, DESK, POST, UNDECIDED, Transition

# Agreed or decided: other goods, or the same ones mended, are still to come.
PROMISED: Final = ("fulfilling", "inviting", "mending")
# Where silence of one side ends the waiting: a person takes it up.
WAITED_FOR: Final = (
    "opened", "answering", "offered", "returning", "sent_back", "agreeing", "destroying",
    "destroyed", "fulfilling", "inviting",
)  # fmt: skip
# The merchant may say yes at any time before somebody else has decided.
ACCEPTABLE: Final = UNDECIDED

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        "open", (), "opened", "claim.open", "claims.opened", "/o/{token}/",
        "POST /api/v1/claims", "claim_opened",
        "test_a_claim_is_a_case_with_number_owner_and_deadline",
    ),
    Transition(
        "complete", ("opened",), "evidenced", "claim.evidence", "claims.evidenced", CLAIM,
        f"{POST}/complete", "none: the buyer has just done it",
        "test_evidence_is_complete_when_every_asked_picture_is_there",
    ),
    Transition(
        "examine", ("evidenced",), "answering", "claim.measure", "claims.examined", DESK,
        f"GET {API}", "claim_answering",
        "test_pictures_are_examined_and_the_merchant_is_asked", "measure",
    ),
    Transition(
        "go_on", ("evidenced",), "answering", "claim.go_on", "claims.gone_on", DESK,
        f"{POST}/go_on", "claim_answering",
        "test_a_person_goes_on_when_pictures_cannot_be_examined",
    ),
    Transition(
        "stand_by", ("answering",), "granted", "claim.standing", "claims.granted_by_standing",
        DESK, f"GET {API}", "claim_granted",
        "test_a_standing_instruction_is_the_only_automatic_yes", "standing",
    ),
    Transition(
        "accept", ACCEPTABLE, "granted", "claim.answer", "claims.accepted", DESK,
        f"{POST}/answer", "claim_granted", "test_a_merchant_may_accept_at_any_time",
    ),
    Transition(
        "offer", ("answering",), "offered", "claim.answer", "claims.offered", DESK,
        f"{POST}/answer", "claim_offered", "test_a_merchant_offers_part_and_the_buyer_decides",
    ),
    Transition(
        "take_offer", ("offered",), "granted", "claim.buyer", "claims.offer_taken", CLAIM,
        f"{POST}/offer", "claim_granted", "test_a_merchant_offers_part_and_the_buyer_decides",
    ),
    Transition(
        "leave_offer", ("offered",), "reviewing", "claim.buyer", "claims.offer_left", CLAIM,
        f"{POST}/offer", "claim_reviewing", "test_a_declined_offer_goes_to_a_person",
    ),
    Transition(
        "contest", ("answering", "sent_back", "destroyed"), "reviewing", "claim.answer",
        "claims.contested", DESK, f"{POST}/answer", "claim_reviewing",
        "test_a_contested_claim_is_decided_by_a_person",
    ),
    Transition(
        "ask_return", ("answering",), "returning", "claim.answer", "claims.return_asked", DESK,
        f"{POST}/answer", "claim_returning", "test_goods_go_back_and_then_the_money_comes",
    ),
    Transition(
        "send_back", ("returning",), "sent_back", "claim.buyer", "claims.sent_back", CLAIM,
        f"{POST}/sent", "none: the buyer has just done it",
        "test_goods_go_back_and_then_the_money_comes",
    ),
    Transition(
        "ask_inspection", ("answering",), "agreeing", "claim.answer", "claims.inspection_asked",
        DESK, f"{POST}/answer", "claim_agreeing",
        "test_an_inspection_is_reported_by_a_person_and_then_reviewed",
    ),
    Transition(
        "order_inspection", ("reviewing",), "agreeing", "claim.review",
        "claims.inspection_ordered", DESK, f"{POST}/inspection/order", "claim_agreeing",
        "test_a_reviewer_orders_an_inspection_and_the_operator_pays",
    ),
    Transition(
        "agree_inspection", ("agreeing",), "inspecting", "claim.buyer",
        "claims.inspection_agreed", CLAIM, f"{POST}/inspection/agree", "claim_inspecting",
        "test_an_agreed_inspection_is_a_visit_that_somebody_is_sent_to",
    ),
    Transition(
        "decline_inspection", ("agreeing",), "reviewing", "claim.buyer",
        "claims.inspection_declined", CLAIM, f"{POST}/inspection/agree", "claim_reviewing",
        "test_a_buyer_may_say_no_to_a_visit_and_a_person_decides",
    ),
    # What the technician put on record comes back, or the visit came to nothing: on to a person.
    Transition(
        "return_inspection", ("inspecting",), "reviewing", "claim.remind",
        "claims.inspection_returned", DESK, f"GET {API}", "claim_reviewing",
        "test_what_a_technician_saw_comes_back_to_the_claim_as_evidence", "remind",
    ),
    Transition(
        "fail_inspection", ("inspecting",), "reviewing", "claim.remind",
        "claims.inspection_failed", DESK, f"GET {API}", "claim_reviewing",
        "test_a_visit_that_came_to_nothing_leads_to_a_person_and_counts_against_nobody", "remind",
    ),
    Transition(
        "stop_inspection", ("inspecting", "mending"), "reviewing", "claim.inspect",
        "claims.inspection_stopped", DESK, f"{POST}/inspection/stop", "claim_reviewing",
        "test_the_desk_stops_an_inspection_that_leads_nowhere",
    ),
    Transition(
        "report_inspection", ("inspecting",), "reviewing", "claim.inspect", "claims.inspected",
        DESK, f"{POST}/inspection", "claim_reviewing",
        "test_an_inspection_is_reported_by_a_person_and_then_reviewed",
    ),
    Transition(
        "take_up", WAITED_FOR, "reviewing", "claim.remind", "claims.taken_up", DESK,
        f"GET {API}", "claim_reviewing", "test_silence_of_either_side_goes_to_a_person", "remind",
    ),
    Transition(
        "propose", ("reviewing",), "confirming", "claim.review", "claims.decision_proposed", DESK,
        f"{POST}/decision", "none: a second person looks at it",
        "test_a_costly_decision_needs_a_second_pair_of_eyes",
    ),
    Transition(
        "look_again", ("confirming",), "reviewing", "claim.review", "claims.decision_returned",
        DESK, f"{POST}/second", "none: nothing is decided yet",
        "test_a_costly_decision_needs_a_second_pair_of_eyes",
    ),
    Transition(
        "grant", ("reviewing", "confirming"), "granted", "claim.review", "claims.granted", DESK,
        f"{POST}/decision", "claim_granted", "test_a_contested_claim_is_decided_by_a_person",
    ),
    Transition(
        "refuse", ("reviewing", "confirming"), "refused", "claim.review", "claims.refused", DESK,
        f"{POST}/decision", "claim_refused",
        "test_a_refusal_has_reasons_a_way_to_answer_and_a_person",
    ),
    Transition(
        "pay", ("granted",), "paid", "claim.pay", "claims.paid", DESK, f"GET {API}", "claim_paid",
        "test_money_is_instructed_confirmed_and_reconciled_once", "execute",
    ),
    Transition(
        "appeal", ("refused", "paid", "settled"), "appealed", "claim.appeal", "claims.appealed",
        CLAIM, f"{POST}/appeal", "claim_appealed", "test_an_appeal_goes_to_another_person",
    ),
    Transition(
        "reverse", ("appealed",), "granted", "claim.decide_appeal", "claims.reversed", DESK,
        f"{POST}/decision", "claim_decided", "test_an_appeal_goes_to_another_person",
    ),
    Transition(
        "uphold", ("appealed",), "closed", "claim.decide_appeal", "claims.upheld", DESK,
        f"{POST}/decision", "claim_decided", "test_an_appeal_that_is_not_granted_closes_the_claim",
    ),
    Transition(
        "close", ("paid", "refused", "settled"), "closed", "claim.close", "claims.closed", DESK,
        f"GET {API}", "none: the outcome was told",
        "test_a_claim_closes_when_nobody_appeals_and_its_number_still_answers", "remind",
    ),
    Transition(
        "withdraw", (*UNDECIDED, *PROMISED), "withdrawn", "claim.buyer", "claims.withdrawn", CLAIM,
        f"{POST}/withdraw", "claim_withdrawn", "test_a_buyer_may_withdraw_until_it_is_decided",
    ),
    *REMEDY_WAYS,
)  # fmt: skip

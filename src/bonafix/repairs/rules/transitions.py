"""Every way of a repair from one state to another. Pure; docs/states.md is made of it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Transition:
    """One way of a repair. All of it is shown in docs/states.md, and no cell may be empty."""

    verb: str
    before: tuple[str, ...]
    after: str
    permission: str
    kind: str  # of the ledger entry
    page: str
    api: str
    # The kind of notice that the customer gets, or "none: " and why.
    notice: str
    test: str


BEFORE_WORK: Final = ("reported", "waiting", "accepted", "arranged", "under_way")
# Until the work is done; what it costs from which stage on is policy.
CANCELLABLE: Final = (*BEFORE_WORK, "missed", "arrived", "quoted", "approved", "adjourned")

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        "report", (), "reported", "report.file", "repairs.reported",
        "/report/", "POST /api/v1/repairs", "report_received",
        "test_a_report_becomes_a_case_with_number_owner_and_deadline",
    ),
    Transition(
        "accept", ("reported",), "accepted", "repair.accept", "repairs.accepted",
        "/staff/cases/{number}/", "POST /api/v1/repairs/{number}/accept", "accepted",
        "test_a_served_place_is_accepted_at_once",
    ),
    Transition(
        "wait", ("reported",), "waiting", "repair.assess_place", "repairs.set_waiting",
        "/staff/cases/{number}/", "POST /api/v1/repairs", "waiting_coverage",
        "test_a_place_outside_coverage_waits_with_a_reason_and_is_never_dropped",
    ),
    Transition(
        "place", ("waiting", "reported"), "reported", "repair.assess_place", "repairs.placed",
        "/staff/cases/{number}/", "POST /api/v1/repairs/{number}/place",
        "none: the acceptance follows",
        "test_the_desk_clears_up_an_ambiguous_place_and_the_repair_goes_on",
    ),
    Transition(
        "offer_help", ("waiting",), "waiting", "repair.offer_help", "repairs.help_offered",
        "/staff/cases/{number}/", "POST /api/v1/repairs/{number}/help", "waiting_coverage",
        "test_outside_coverage_offers_the_nearest_place_remote_help_or_the_waiting_list",
    ),
    Transition(
        "arrange", ("accepted",), "arranged", "repair.arrange", "repairs.arranged",
        "/staff/cases/{number}/", "POST /api/v1/repairs/{number}/arrange", "arranged",
        "test_an_accepted_repair_gets_whoever_harms_the_day_least_and_the_reason",
    ),
    # An outlet says yes to what was passed to it, within the time that the policy gives it.
    Transition(
        "take_on", ("arranged",), "arranged", "visit.take_on", "repairs.taken_on",
        "/staff/offers/", "POST /api/v1/repairs/{number}/take_on",
        "none: the customer knows who comes",
        "test_an_outlet_takes_a_visit_on_and_the_technician_moves_next",
    ),
    Transition(
        "lapse", ("arranged",), "accepted", "repair.take_back", "repairs.offer_lapsed",
        "/staff/offers/", "GET /api/v1/outlets/offers", "none: the next arrangement is told",
        "test_a_visit_that_no_outlet_took_on_in_time_goes_to_the_next_without_penalty",
    ),
    Transition(
        "reschedule", ("accepted", "arranged", "under_way", "missed", "adjourned"), "accepted",
        "repair.reschedule",
        "repairs.rescheduled", "/t/{token}/", "POST /api/v1/repairs/{number}/reschedule",
        "rescheduled", "test_rescheduling_gives_the_time_back_and_arranges_anew",
    ),
    Transition(
        "depart", ("arranged",), "under_way", "visit.depart", "repairs.departed",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "on_the_way",
        "test_the_technician_departs_and_the_customer_is_told",
    ),
    Transition(
        "arrive", ("arranged", "under_way"), "arrived", "visit.arrive", "repairs.arrived",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "none: they stand face to face",
        "test_no_work_starts_without_the_customers_code",
    ),
    # Of an opening only: what was shown, before any price; and the way out that stands above
    # every promise.
    Transition(
        "prove_door", ("arrived",), "arrived", "visit.prove_door", "repairs.door_proved",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "none: the customer signed it",
        "test_no_price_and_no_work_before_the_proofs_are_on_record",
    ),
    Transition(
        "decline_door", ("under_way", "arrived", "quoted", "approved"), "not_opened",
        "visit.decline_door", "repairs.door_declined",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "door_declined",
        "test_a_lock_is_not_opened_whatever_was_promised",
    ),
    Transition(
        "quote", ("arrived", "quoted"), "quoted", "visit.quote", "repairs.quoted",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "quote_ready",
        "test_a_quote_comes_from_the_public_price_list",
    ),
    Transition(
        "approve", ("quoted",), "approved", "quote.approve", "repairs.quote_approved",
        "/t/{token}/", "POST /api/v1/repairs/{number}/quote", "none: the customer decided it",
        "test_work_needs_the_customers_approval_of_the_quote",
    ),
    Transition(
        "decline", ("quoted",), "declined", "quote.decline", "repairs.quote_declined",
        "/t/{token}/", "POST /api/v1/repairs/{number}/quote", "none: the customer decided it",
        "test_a_declined_quote_ends_the_visit_without_work",
    ),
    # Without signal the customer answers on the technician's telephone, and is told of it.
    Transition(
        "approve_there", ("quoted",), "approved", "visit.approve_there", "repairs.quote_approved",
        "/staff/field/", "POST /api/v1/visits/{number}/steps", "approved_there",
        "test_a_quote_is_approved_on_the_technicians_telephone_with_a_signature",
    ),
    Transition(
        "decline_there", ("quoted",), "declined", "visit.decline_there", "repairs.quote_declined",
        "/staff/field/", "POST /api/v1/visits/{number}/steps", "declined_there",
        "test_a_quote_is_declined_on_the_technicians_telephone_and_the_customer_is_told",
    ),
    Transition(
        "requote", ("approved",), "quoted", "visit.quote", "repairs.quote_changed",
        "/staff/field/", "POST /api/v1/visits/{number}/steps", "quote_ready",
        "test_a_difference_to_the_approved_quote_needs_a_reason_and_a_picture",
    ),
    Transition(
        "repair", ("approved",), "repaired", "visit.repair", "repairs.repaired",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "repaired",
        "test_the_technician_reports_the_repair_done",
    ),
    Transition(
        "sign_off", ("repaired",), "signed_off", "visit.sign_off", "repairs.signed_off",
        "/t/{token}/", "POST /api/v1/visits/{number}/steps", "signed_off",
        "test_the_customer_signs_off",
    ),
    Transition(
        "guarantee", ("signed_off",), "guaranteed", "guarantee.issue", "repairs.guaranteed",
        "/t/{token}/", "GET /api/v1/repairs/{number}", "guarantee",
        "test_every_signed_off_repair_is_guaranteed_for_thirty_days_at_least",
    ),
    # Of an inspection only: what was seen at the thing itself, and nothing that follows from it.
    Transition(
        "inspect", ("arrived",), "inspected", "visit.inspect", "repairs.inspected",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "none: they stand face to face",
        "test_what_a_technician_saw_comes_back_to_the_claim_as_evidence",
    ),
    # What it was for is over (the merchant agreed, the buyer withdrew): it costs nobody anything.
    Transition(
        "call_off", (*BEFORE_WORK, "arrived", "missed", "adjourned"), "cancelled",
        "visit.call_off", "repairs.called_off", "/staff/claims/{number}/",
        "GET /api/v1/repairs/{number}", "cancelled",
        "test_a_claim_that_ends_calls_its_visit_off",
    ),
    Transition(
        "close", ("guaranteed", "declined", "not_opened", "inspected"), "closed",
        "repair.close", "repairs.closed",
        "/staff/cases/{number}/", "GET /api/v1/repairs/{number}", "none: the guarantee was sent",
        "test_a_guaranteed_repair_closes_and_its_number_still_answers",
    ),
    Transition(
        "cancel", CANCELLABLE, "cancelled", "repair.cancel", "repairs.cancelled",
        "/t/{token}/", "POST /api/v1/repairs/{number}/cancel", "cancelled",
        "test_cancelling_frees_the_technician_and_releases_the_promise",
    ),
    # Branches: somebody else goes, nobody was met, one visit was not enough, it ends otherwise.
    Transition(
        "take_back", ("arranged", "under_way"), "accepted", "repair.take_back",
        "repairs.taken_back", "/staff/cases/{number}/", "POST /api/v1/repairs/{number}/take_back",
        "none: the next arrangement is told",
        "test_the_visit_of_a_silent_technician_goes_to_the_next",
    ),
    Transition(
        "refuse", ("arranged",), "accepted", "visit.refuse", "repairs.refused",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "none: the next arrangement is told",
        "test_a_technician_may_refuse_without_penalty_and_the_next_one_goes",
    ),
    Transition(
        "hand_back", ("accepted", "arranged"), "accepted", "repair.hand_back",
        "repairs.handed_back", "/staff/cases/{number}/",
        "POST /api/v1/repairs/{number}/hand_back", "none: the next arrangement is told",
        "test_an_outlet_that_cannot_go_hands_back_to_the_next_outlet",
    ),
    Transition(
        "miss", ("under_way",), "missed", "visit.miss", "repairs.missed",
        "/staff/day/", "POST /api/v1/visits/{number}/steps", "missed",
        "test_a_customer_who_is_not_met_is_waited_for_and_asked_for_another_time",
    ),
    Transition(
        "adjourn", ("arrived", "quoted", "approved"), "adjourned", "visit.adjourn",
        "repairs.adjourned", "/staff/day/", "POST /api/v1/visits/{number}/steps", "adjourned",
        "test_a_visit_that_waits_for_a_part_goes_on_as_a_second_visit",
    ),
    Transition(
        "resume", ("adjourned",), "accepted", "repair.resume", "repairs.resumed",
        "/staff/cases/{number}/", "POST /api/v1/repairs/{number}/resume",
        "none: the next arrangement is told",
        "test_a_visit_that_waits_for_a_part_goes_on_as_a_second_visit",
    ),
    Transition(
        "merge", BEFORE_WORK, "merged", "repair.merge", "repairs.merged",
        "/staff/cases/{number}/", "POST /api/v1/repairs/{number}/merge", "merged",
        "test_a_report_that_came_twice_is_one_case_and_both_numbers_answer",
    ),
    Transition(
        "abandon", ("waiting", "missed", "quoted", "adjourned"), "abandoned", "repair.abandon",
        "repairs.abandoned", "/staff/cases/{number}/", "POST /api/v1/repairs/{number}/abandon",
        "abandoned", "test_a_case_is_given_up_by_a_manager_only_and_never_by_time_alone",
    ),
)  # fmt: skip

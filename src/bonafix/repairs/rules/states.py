"""The states of a repair, and every way from one to another. Pure; docs/states.md is made of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bonafix.kit.errors import Conflict


@dataclass(frozen=True, slots=True)
class State:
    """Who owes the next step in this state, and by when.

    `owner` is the team that answers; `deadline` names the due row, `within` is counted
    from entering the state, except `None`: the time comes from a promise to the customer.
    """

    owner: str
    deadline: str | None
    within: timedelta | None


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


STATES: Final[dict[str, State]] = {
    "reported": State("desk", "answer_report", timedelta(minutes=15)),
    "waiting": State("desk", "answer_waiting", timedelta(hours=24)),
    "accepted": State("dispatch", "arrange_visit", timedelta(minutes=10)),
    "arranged": State("technician", "depart", None),
    "under_way": State("technician", "arrive", None),
    "arrived": State("technician", "quote", timedelta(hours=1)),
    "quoted": State("customer", "answer_quote", timedelta(hours=24)),
    "approved": State("technician", "finish_repair", timedelta(hours=4)),
    "repaired": State("customer", "sign_off", timedelta(hours=24)),
    "signed_off": State("desk", "issue_guarantee", timedelta(minutes=10)),
    "guaranteed": State("desk", "close_case", timedelta(days=7)),
    "closed": State("nobody", None, None),
    "declined": State("desk", "close_case", timedelta(days=7)),
    "cancelled": State("nobody", None, None),
}
ENDS: Final = frozenset({"closed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a person owes beside the road; the state of the repair stays as it is.

    `owner` has the case until then, `within` counts from when it came up, `kind` and `done`
    are the ledger's entries of coming up and of being done, `during` the states in which it
    is still owed.
    """

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


DUTIES: Final[dict[str, Duty]] = {
    duty.name: duty
    for duty in (
        # A message did not arrive: somebody calls.
        Duty(
            "call_customer", "desk", timedelta(minutes=30), "customer.call",
            "repairs.customer_not_reached", "repairs.customer_called",
            frozenset(STATES) - ENDS, "/staff/cases/{number}/",
            "POST /api/v1/repairs/{number}/done",
            "test_a_customer_whom_no_message_reached_is_called_by_the_desk",
        ),
        # Nobody can be there in time: whether that will do is no machine's decision.
        Duty(
            "decide_late", "dispatch", timedelta(minutes=5), "repair.arrange",
            "repairs.urgent_is_late", "repairs.late_time_kept",
            frozenset({"arranged"}), "/staff/cases/{number}/",
            "POST /api/v1/repairs/{number}/done",
            "test_an_urgent_visit_that_cannot_come_in_time_is_decided_by_a_person",
        ),
    )
}  # fmt: skip
BEFORE_WORK: Final = ("reported", "waiting", "accepted", "arranged", "under_way")

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
        "test_an_accepted_repair_gets_the_earliest_technician_and_the_reason",
    ),
    Transition(
        "reschedule", ("arranged", "under_way"), "accepted", "repair.reschedule",
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
    Transition(
        "close", ("guaranteed", "declined"), "closed", "repair.close", "repairs.closed",
        "/staff/cases/{number}/", "GET /api/v1/repairs/{number}", "none: the guarantee was sent",
        "test_a_guaranteed_repair_closes_and_its_number_still_answers",
    ),
    Transition(
        "cancel", BEFORE_WORK, "cancelled", "repair.cancel", "repairs.cancelled",
        "/t/{token}/", "POST /api/v1/repairs/{number}/cancel", "cancelled",
        "test_cancelling_frees_the_technician_and_releases_the_promise",
    ),
)  # fmt: skip
BY_VERB: Final = {transition.verb: transition for transition in TRANSITIONS}


class OutOfOrder(Conflict):
    """A step that does not follow from where the repair is."""

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(
            "out_of_order",
            "This step is not possible now: the repair is at “%(status)s”.",
            status=status,
            verb=verb,
        )


def step(verb: str, status: str) -> Transition:
    """The transition that `verb` makes from `status`. `OutOfOrder` when it makes none."""
    transition = BY_VERB[verb]
    if status not in transition.before:
        raise OutOfOrder(verb, status)
    return transition

"""The states of a repair, and what a person owes in each. Pure; docs/states.md is made of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bonafix.kit.errors import Conflict
from bonafix.repairs.rules.transitions import BEFORE_WORK, TRANSITIONS, Transition

__all__ = [
    "BEFORE_WORK",
    "BY_VERB",
    "DUTIES",
    "ENDS",
    "NEEDS_CONSENT",
    "STATES",
    "TRANSITIONS",
    "WITHDRAWN",
    "Duty",
    "OutOfOrder",
    "State",
    "Transition",
    "step",
]


@dataclass(frozen=True, slots=True)
class State:
    """Who owes the next step in this state, and by when.

    `owner` is the team that answers; `deadline` names the due row, `within` is counted
    from entering the state, except `None`: the time comes from a promise to the customer.
    """

    owner: str
    deadline: str | None
    within: timedelta | None


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
    "not_opened": State("desk", "close_case", timedelta(days=7)),
    "inspected": State("desk", "close_case", timedelta(days=7)),
    "missed": State("desk", "answer_missed", timedelta(hours=24)),
    "adjourned": State("dispatch", "arrange_second", None),
    "cancelled": State("nobody", None, None),
    "merged": State("nobody", None, None),
    "abandoned": State("nobody", None, None),
}
ENDS: Final = frozenset({"closed", "cancelled", "merged", "abandoned"})


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


WITHDRAWN: Final = "consent_withdrawn"
# Steps for which the customer's data is used; none of them is taken while consent is withdrawn.
NEEDS_CONSENT: Final = frozenset(
    {"arrange", "depart", "arrive", "prove_door", "quote", "repair", "adjourn", "resume"}
)

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
        # The customer says that nobody came: they are told who comes now, and when.
        Duty(
            "nobody_came", "dispatch", timedelta(minutes=5), "repair.take_back",
            "repairs.nobody_came", "repairs.absence_settled",
            frozenset({"arranged", "under_way", "accepted"}), "/staff/cases/{number}/",
            "POST /api/v1/repairs/{number}/done",
            "test_a_customer_to_whom_nobody_came_says_so_and_a_dispatcher_answers",
        ),
        # Nobody can be there in time: whether that will do is no machine's decision.
        Duty(
            "decide_late", "dispatch", timedelta(minutes=5), "repair.arrange",
            "repairs.urgent_is_late", "repairs.late_time_kept",
            frozenset({"arranged"}), "/staff/cases/{number}/",
            "POST /api/v1/repairs/{number}/done",
            "test_an_urgent_visit_that_cannot_come_in_time_is_decided_by_a_person",
        ),
        # The customer takes consent back: nobody can come without their data, and what becomes
        # of the visit is settled with them by a person.
        Duty(
            WITHDRAWN, "desk", timedelta(minutes=30), "customer.call",
            "repairs.consent_withdrawn", "repairs.consent_renewed",
            frozenset(STATES) - ENDS, "/staff/cases/{number}/",
            "POST /api/v1/repairs/{number}/done",
            "test_a_withdrawn_consent_stops_the_visit_until_a_person_has_settled_it",
        ),
        # Somebody stands at the door with a wrong code, and cannot try again.
        Duty(
            "renew_code", "desk", timedelta(minutes=5), "visit.renew_code",
            "repairs.code_locked", "repairs.code_renewed",
            frozenset({"arranged", "under_way"}), "/staff/cases/{number}/",
            "POST /api/v1/repairs/{number}/code",
            "test_five_wrong_codes_wait_for_the_desk_which_gives_the_customer_a_new_one",
        ),
        # A device without signal says something else than the record: a person decides.
        Duty(
            "settle_conflict", "dispatch", timedelta(minutes=30), "repair.settle_conflict",
            "repairs.late_step_kept", "repairs.conflict_settled",
            frozenset(STATES), "/staff/cases/{number}/",
            "POST /api/v1/repairs/{number}/done",
            "test_a_take_back_followed_by_late_steps_ends_with_a_person_and_both_versions",
        ),
        # A picture of the finished work was sent for another repair before: somebody looks.
        Duty(
            "look_at_photos", "manager", timedelta(days=1), "repair.look_at_photos",
            "repairs.photo_seen_again", "repairs.photos_looked_at",
            frozenset(STATES), "/staff/cases/{number}/",
            "POST /api/v1/repairs/{number}/done",
            "test_one_repaired_picture_in_two_orders_asks_the_manager_and_holds_nothing",
        ),
    )
}  # fmt: skip

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

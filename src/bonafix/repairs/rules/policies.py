"""What an operator has decided about moving, waiting and cancelling: dated data. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final, Self

from bonafix.kit.errors import Conflict, Invalid, Refused

NO_FEE: Final = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """One version. The values here hold until an operator publishes its own.

    `customer_moves`: how often a customer may move a visit alone; afterwards the desk does.
    `wait_minutes`: how long a technician waits at a door before the visit counts as missed.
    `silent_minutes`: how late a technician may leave before somebody else is looked for.
    `fee_arrived`, `fee_approved`: code of the public price list that is owed when a visit is
    cancelled after the technician came, and after the quote was approved; "": nothing.
    `accept_minutes`, `accept_urgent_minutes`: how long an outlet has to say yes to a visit,
    never longer for an urgent one; 0: it is not asked, and what it declared stands.
    `recording_days`: how long the sound of a visit or a call is kept; 0: none is made.
    """

    version: int = 0
    customer_moves: int = 3
    wait_minutes: int = 15
    silent_minutes: int = 10
    fee_arrived: str = "visit"
    fee_approved: str = "visit"
    accept_minutes: int = 0
    accept_urgent_minutes: int = 0
    recording_days: int = 30

    @classmethod
    def of(cls, version: int, values: Mapping[str, Any]) -> Self:
        """A stored version; what it does not name holds as shipped."""
        return cls(version=version, **check_values(values))


LIMITS: Final = {
    **{"customer_moves": (0, 20), "wait_minutes": (0, 120), "silent_minutes": (1, 240)},
    # Of half an hour somebody must have left after five minutes: a yes has to come before that.
    **{"accept_minutes": (0, 1440), "accept_urgent_minutes": (0, 4)},
    # The three years of a transaction do not cover what was said in somebody's home.
    "recording_days": (0, 365),
}
FEES: Final = ("fee_arrived", "fee_approved")


def check_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values if each is known and within its limits; `Invalid` names the first that is not."""
    known = {field.name for field in fields(Policy)} - {"version"}
    for name, value in values.items():
        if name not in known:
            raise Invalid("policy_unknown", "There is no setting %(name)s.", field=name, name=name)
        low, high = LIMITS.get(name, (0, 0))
        number = isinstance(value, int) and not isinstance(value, bool)
        fits = isinstance(value, str) and len(value) <= 40 if name in FEES else number
        if not fits or (name in LIMITS and not low <= value <= high):
            raise Invalid("policy_value", "%(name)s is outside its limits.", field=name, name=name)
    _check_urgent(values)
    return dict(values)


def _check_urgent(values: Mapping[str, Any]) -> None:
    """Where outlets are asked at all, nobody waits longer for an urgent answer."""
    usual, urgent = values.get("accept_minutes", 0), values.get("accept_urgent_minutes", 0)
    if usual and urgent > usual:
        raise Invalid(
            "accept_urgent_longer",
            "For an urgent visit an outlet has no longer than for another one.",
            field="accept_urgent_minutes",
        )


def in_force(versions: Iterable[tuple[datetime, Policy]], at: datetime) -> Policy:
    """The version that holds at an instant: the newest that has begun, else the shipped one."""
    begun = [(since, policy.version, policy) for since, policy in versions if since <= at]
    return max(begun, key=lambda one: one[:2])[2] if begun else Policy()


def fee_code(policy: Policy, status: str) -> str:
    """The item of the price list that cancelling in this state costs; "": nothing."""
    if status in ("arrived", "quoted"):
        return policy.fee_arrived
    return policy.fee_approved if status in ("approved", "adjourned") else NO_FEE


class MovedOften(Refused):
    """The customer has moved the visit as often as the policy allows; the desk helps."""

    def __init__(self) -> None:
        super().__init__(
            "moved_often",
            "This visit was moved several times already. Please call us, and we find a time.",
        )


class TooEarly(Conflict):
    """The customer is still waited for."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            "still_waiting",
            "Please wait %(minutes)d minutes from the arranged time, and call the customer.",
            minutes=minutes,
        )


def check_move(policy: Policy, moved: int, by_customer: bool) -> None:
    """`MovedOften` when a customer has used up the moves; staff are not counted."""
    if by_customer and moved >= policy.customer_moves:
        raise MovedOften


def check_waited(policy: Policy, arrive_at: datetime, now: datetime) -> None:
    """`TooEarly` while the customer must still be waited for."""
    if now < arrive_at + timedelta(minutes=policy.wait_minutes):
        raise TooEarly(policy.wait_minutes)

"""A person's decision that one side's claims go another way for a while. Pure.

It is never a machine's, it names the claims it rests on and its reasons, it ends by itself, and
another person looks at it when it is appealed. It takes nothing that a law gives: claims stay
possible, and a person decides each. No score is made, none is
passed on (电子商务法 32, 36; 征信业管理条例).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bonafix.kit.errors import Conflict, Invalid, NotAllowed

# What may be decided about which side; every word says what happens, none what somebody is.
KINDS: Final[dict[str, str]] = {
    # A person looks at each claim: a merchant's standing yes is not followed by the machine.
    "person_looks": "buyer",
    # Goods come back, or are looked at, before money goes: no refund without return.
    "goods_first": "buyer",
    # "I do not agree" only with a picture of the goods or the parcel.
    "evidence_first": "merchant",
}
MOST_DAYS: Final = 180
APPEAL_WITHIN: Final = timedelta(days=15)
SIDES: Final = ("buyer", "merchant")
CORRECTED: Final = ("left_out", "kept")
UPHELD, LIFTED = "upheld", "lifted"


class GoodsFirst(Invalid):
    """Refund without return is not offered for a while; the other ways are open."""

    code = "goods_first"
    field = "wish"
    text = (
        "Until %(until)s your goods come back, or are looked at, before money goes: a person"
        " decided so, and you may ask for another person there. Please choose one of the other"
        " ways."
    )


class EvidenceFirst(Invalid):
    """A merchant's no needs a picture for a while."""

    code = "evidence_first"
    field = "kind"
    text = (
        "Until %(until)s please add a picture of the goods or the parcel before you do not agree:"
        " a person decided so, and you may ask for another person."
    )


@dataclass(frozen=True, slots=True)
class Held:
    """One decision as far as the rules need it."""

    kind: str
    since: datetime
    until: datetime
    ended_at: datetime | None = None
    appealed_at: datetime | None = None
    answered_at: datetime | None = None


def in_force(held: Held, now: datetime) -> bool:
    """True from its beginning until it ends, is lifted, or an appeal stays unanswered too long.

    Our own silence is no reason to go on holding somebody to it.
    """
    if held.ended_at is not None or not held.since <= now < held.until:
        return False
    unanswered = held.appealed_at is not None and held.answered_at is None
    return not (unanswered and now >= held.appealed_at + APPEAL_WITHIN)  # type: ignore[operator]


def check_kind(kind: str) -> str:
    """The side that this kind is about. `Invalid` for an unknown one."""
    if kind not in KINDS:
        raise Invalid("restriction_unknown", "Please choose what shall hold.", field="restriction")
    return KINDS[kind]


def until_of(now: datetime, days: int) -> datetime:
    """When it ends by itself. `Invalid` for less than a day or more than 180."""
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(
            "restriction_days", "Please give between 1 and 180 days.", field="days"
        )  # fmt: skip
    return now + timedelta(days=days)


def check_appeal(held: Held, now: datetime) -> None:
    """`Conflict` for one that does not hold any more, or was appealed before."""
    if held.appealed_at is not None:
        raise Conflict("appealed_before", "Another person was asked for already.")
    if not in_force(held, now):
        raise Conflict("restriction_over", "This does not hold any more.")


def check_other(decided_by: str, label: str) -> None:
    """`NotAllowed` for the one who made the decision that is now looked at."""
    if decided_by == label:
        raise NotAllowed("same_person", "Another person than the one who decided must look at it.")

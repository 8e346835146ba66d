"""An outlet says yes to a visit, within a time and knowing what is paid for it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bonafix.kit.errors import Invalid
from bonafix.repairs.rules.policies import Policy

OFFERED: Final = "offered"
ACCEPTED: Final = "accepted"
# What becomes of an offer, by the verb that ended it; every other verb: the visit moved on.
ENDED_BY: Final = {
    "hand_back": "handed_back",
    "lapse": "lapsed",
    "refuse": "refused",
    "take_back": "taken_back",
}
MOVED_ON: Final = "moved_on"
# Who said yes: the outlet, its technician, or nobody, because the policy asks nobody.
BY_STANDING: Final = "standing"
MOST_FEN: Final = 100_000_00


@dataclass(frozen=True, slots=True)
class Pay:
    """What a visit brings, in fen: to the outlet, and of that to whoever goes."""

    outlet_fen: int
    technician_fen: int


@dataclass(frozen=True, slots=True)
class Rate:
    """From `since` on a visit of this kind pays this; without a brand, where it has none."""

    id: UUID
    version: int
    brand_id: UUID | None
    kind: str
    since: datetime
    pay: Pay
    urgent: Pay


@dataclass(frozen=True, slots=True)
class Offered:
    """One offer and what became of it: `arrived` is the word of its promise."""

    outlet_id: UUID
    status: str
    asked: bool
    in_time: bool
    promise: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How one outlet kept its word. Counts only; none of them costs anybody anything."""

    outlet_id: UUID
    offered: int
    asked: int
    in_time: int
    lapsed: int
    handed_back: int
    settled: int
    arrived_in_time: int


def accept_by(policy: Policy, urgent: bool, now: datetime) -> datetime | None:
    """Until when the outlet says yes; None where the policy asks nobody."""
    minutes = policy.accept_urgent_minutes if urgent else policy.accept_minutes
    return now + timedelta(minutes=minutes) if minutes else None


def pay_at(
    rates: Iterable[Rate], brand_id: UUID | None, kind: str, urgent: bool, at: datetime
) -> tuple[Rate, Pay] | None:
    """The rate that holds and what it pays; None when none is on file, which is not nothing.

    The newest of the brand's own that has begun, else the newest without a brand.
    """
    begun = [one for one in rates if one.kind == kind and one.since <= at]
    for brand in (brand_id, None):
        own = [one for one in begun if one.brand_id == brand]
        if own:
            rate = max(own, key=lambda one: (one.since, one.version))
            return rate, rate.urgent if urgent else rate.pay
    return None


def check_pay(pay: Pay, name: str) -> Pay:
    """`Invalid` unless both are sums of money, and the technician's is within the outlet's."""
    if not 0 <= pay.technician_fen <= pay.outlet_fen <= MOST_FEN:
        raise Invalid(
            "pay_amount",
            "The technician's pay is part of the outlet's, and neither is above ¥100,000.",
            field=name,
        )
    return pay


def counted(offers: Iterable[Offered]) -> list[Kept]:
    """By outlet, in the order of their ids. A promise that was given up counts on neither side."""
    by_outlet: dict[UUID, list[Offered]] = {}
    for one in offers:
        by_outlet.setdefault(one.outlet_id, []).append(one)
    return [
        Kept(
            outlet_id=outlet_id,
            offered=len(rows),
            # Neither one that still waits, nor one that ended before its time was over.
            asked=sum(one.asked and (one.in_time or one.status == "lapsed") for one in rows),
            in_time=sum(one.asked and one.in_time for one in rows),
            lapsed=sum(one.status == "lapsed" for one in rows),
            handed_back=sum(one.status == "handed_back" for one in rows),
            settled=sum(one.promise in ("kept", "broken") for one in rows),
            arrived_in_time=sum(one.promise == "kept" for one in rows),
        )
        for outlet_id, rows in sorted(by_outlet.items())
    ]

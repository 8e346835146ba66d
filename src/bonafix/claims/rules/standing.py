"""A merchant's standing instruction: the only yes that a machine may say. Pure.

There is no standing no: nothing here can refuse, and what does not fit goes on to people.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.claims.rules.remedies import REMEDIES

# A finding of these kinds, however weak, sends the claim to people. It accuses nobody: the
# merchant said yes to claims whose pictures show nothing to look at.
TO_LOOK_AT: Final = frozenset(
    {
        "derivative", "same_scene", "planar_inconclusive", "declared_ai", "possibly_ai",
        "label_altered_signs", "reused", "contradiction", "flat_source", "reading_stopped",
        "not_read", "not_compared",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instruction:
    """Accept claims for these reasons up to this sum, from `since` until `until`."""

    id: UUID
    up_to_fen: int
    reasons: frozenset[str]
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a claim when its pictures were examined."""

    reason: str
    wish: str
    amount_fen: int
    complete: bool
    examined: bool
    kinds: frozenset[str]


def to_look_at(kinds: Collection[str]) -> bool:
    """True when a person should see the pictures before anybody says yes."""
    return not TO_LOOK_AT.isdisjoint(kinds)


def yes_by(instructions: Iterable[Instruction], asked: Asked, now: datetime) -> Instruction | None:
    """The oldest instruction that says yes; None means that people decide, never no."""
    if not asked.complete or not asked.examined or to_look_at(asked.kinds):
        return None
    if asked.wish in ("return_refund", *REMEDIES):
        # Goods go to and fro: there is somebody at the parcel anyway, and no money is asked for.
        return None
    fitting = [
        one
        for one in instructions
        if one.since <= now
        and (one.until is None or now < one.until)
        and asked.reason in one.reasons
        and asked.amount_fen <= one.up_to_fen
    ]
    return min(fitting, key=lambda one: (one.since, one.id), default=None)

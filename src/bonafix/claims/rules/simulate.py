"""What a draft policy would have done to claims that are past. Pure; nothing is changed by it.

It moves wishes, times and second looks. It says nothing about how people would have decided,
nor about claims that nobody would have opened under other rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafix.claims.rules.clocks import Facts, span
from bonafix.claims.rules.money import needs_second
from bonafix.claims.rules.policies import Policy, WishNotPossible, check_wish


@dataclass(frozen=True, slots=True)
class PastClaim:
    """One claim as it was: money in fen; the instants are None where nothing happened."""

    reason: str
    wish: str
    amount_fen: int
    category: str
    asked_at: datetime | None
    answered_at: datetime | None
    reviewed: bool
    # The slots that the buyer filled; None where no evidence was sent.
    slots: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """How many of `claims` would have met something else, under the draft, than they met."""

    claims: int
    wish_not_possible: int
    wish_possible_now: int
    answer_too_late: int
    answer_in_time_now: int
    second_look_more: int
    second_look_less: int
    evidence_incomplete: int = 0
    evidence_complete_now: int = 0


def simulate(claims: Iterable[PastClaim], held: Policy, draft: Policy) -> Effect:
    """Compare the policy that holds with a draft over the same claims."""
    rows = list(claims)
    wishes = [(_possible(one, held), _possible(one, draft)) for one in rows]
    answers = [(_in_time(one, held), _in_time(one, draft)) for one in rows]
    looks = [(_second(one, held), _second(one, draft)) for one in rows]
    pictures = [(_complete(one, held), _complete(one, draft)) for one in rows]
    return Effect(
        claims=len(rows),
        wish_not_possible=wishes.count((True, False)),
        wish_possible_now=wishes.count((False, True)),
        answer_too_late=answers.count((True, False)),
        answer_in_time_now=answers.count((False, True)),
        second_look_more=looks.count((False, True)),
        second_look_less=looks.count((True, False)),
        evidence_incomplete=pictures.count((True, False)),
        evidence_complete_now=pictures.count((False, True)),
    )


def _possible(one: PastClaim, policy: Policy) -> bool:
    try:
        check_wish(policy, one.reason, one.wish, one.amount_fen)
    except WishNotPossible:
        return False
    return True


def _complete(one: PastClaim, policy: Policy) -> bool | None:
    return None if one.slots is None else set(policy.pictures_for(one.reason)) <= one.slots


def _in_time(one: PastClaim, policy: Policy) -> bool | None:
    """None for a claim that was not asked or not answered: nothing can be compared."""
    if one.asked_at is None or one.answered_at is None:
        return None
    given = span("answer", Facts(one.category, one.amount_fen), policy)
    return one.answered_at - one.asked_at <= max(given, timedelta(0))


def _second(one: PastClaim, policy: Policy) -> bool:
    return one.reviewed and needs_second(one.amount_fen, policy.second_above_fen)

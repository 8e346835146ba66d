"""Ends off the straight road: cancelled, merged into another case, given up."""

from datetime import datetime
from typing import Any, Final

from bonafix.cases.actions import merge_into
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.arrange import give_back
from bonafix.repairs.actions.moving import case_of, is_ordered, load, move, tell_customer
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.errors import NotTheSame, check_reason
from bonafix.repairs.models import Cancellation, Repair
from bonafix.repairs.revisits import is_borne, is_free, listed
from bonafix.repairs.rules.policies import Policy, fee_code
from bonafix.repairs.rules.states import ENDS

# Why a visit is cancelled.
BECAUSE: Final = ("customer", "duplicate", "solved", "other")


def cancel(actor: Actor, now: datetime, number: str, because: str) -> Repair:
    """Nobody comes any more, and what that costs by the policy of the day is on record.

    `because` is one of BECAUSE: free words do not go on record.
    """
    check_reason(because, BECAUSE)
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "cancel")
        told = _cancellation(act, case, repair, because)
        give_back(act, case, repair, "cancelled")
        repair.ended_at = now
        move(act, case, repair, transition, rows=[told], body={"because": because})
        fee: dict[str, Any] = {"fen": told.fee_fen} if told.fee_fen else {}
        tell_customer(act, case, repair, "cancelled", "1", **fee)
    return repair


def _cancellation(act: Act, case: Case, repair: Repair, because: str) -> Cancellation:
    policy = policy_at(act.now)
    code, fen = _fee(policy, repair, act.now)
    return Cancellation(
        case_id=case.id,
        stage=repair.status,
        because=because,
        fee_code=code,
        fee_fen=fen,
        policy_version=policy.version,
        at=act.now,
    )


def cost_of_cancelling(repair: Repair, now: datetime) -> int:
    """What it would cost to cancel now, in fen; shown before anybody decides."""
    return _fee(policy_at(now), repair, now)[1]


def _fee(policy: Policy, repair: Repair, at: datetime) -> tuple[str, int]:
    """Item and fen; nothing where the list has no such item, under guarantee, or for a claim."""
    free = is_free(repair.case_id) or is_borne(repair.case_id) or is_ordered(repair)
    code = "" if free else fee_code(policy, repair.status)
    prices = listed(repair, at) if code else {}
    return (code, prices[code][1]) if code in prices and prices[code][1] else ("", 0)


def merge(actor: Actor, now: datetime, number: str, into: str) -> Repair:
    """The same report came twice: this case goes into the other, and both numbers answer.

    `NotTheSame` unless both belong to one customer, and the other is still open.
    """
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "merge")
        other, target = _other(act, into)
        same = other.id != case.id and target.customer_id == repair.customer_id
        if not same or target.status in ENDS:
            raise NotTheSame
        give_back(act, case, repair, "merged")
        repair.ended_at = now
        move(act, case, repair, transition, body={"into": str(other.id)})
        merge_into(act, case, other)
        tell_customer(act, case, repair, "merged", "1")
    return repair


def _other(act: Act, number: str) -> tuple[Case, Repair]:
    other = by_number(number)
    require_case(act.actor, "repair.merge", other)
    return case_of(other.id)


def abandon(actor: Actor, now: datetime, number: str) -> Repair:
    """Nobody can be reached, or nothing can be done: a manager gives the case up."""
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "abandon")
        give_back(act, case, repair, "abandoned")
        repair.ended_at = now
        move(act, case, repair, transition)
        tell_customer(act, case, repair, "abandoned", "1")
    return repair

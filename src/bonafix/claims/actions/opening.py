"""A buyer says that the goods are bad: a case at once, whatever is still missing."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.cases.actions import open_case
from bonafix.cases.models import Case
from bonafix.claims.actions.moving import move
from bonafix.claims.actions.policy import policy_at
from bonafix.claims.conduct.restricting import end_of
from bonafix.claims.errors import NoBuyer, NoSuchOrder
from bonafix.claims.models import Claim
from bonafix.claims.queries import policy_of_version, room_of
from bonafix.claims.rules.conduct import GoodsFirst
from bonafix.claims.rules.money import check_amount
from bonafix.claims.rules.policies import Policy, check_wish
from bonafix.claims.rules.states import BY_VERB
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal
from bonafix.people.tokens import issue
from bonafix.products.models import Order

LINK_SECONDS = 400 * 86400
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wrong and what the buyer would like; money in fen."""

    reason: str
    wish: str
    amount_fen: int
    statement: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """The case, the claim, and the token of the link by which the buyer follows it."""

    case: Case
    claim: Claim
    token: str = field(repr=False)


def order_subject(order: Order) -> Subject:
    """An order as the table of rights sees it: its merchant, and the buyer whose it is."""
    return Subject(
        "order",
        order.operator_id,
        id=order.buyer_id,
        party_ids=frozenset({order.merchant_id}),
    )


def open_claim(actor: Actor, now: datetime, order_id: UUID, wanted: Wanted, channel: str) -> Opened:
    """Put a claim on record, bound to the policy of the day of purchase.

    Raises NoSuchOrder, NoBuyer, NotAllowed, and Invalid with the field that cannot be used;
    nothing is stored then.
    """
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise NoSuchOrder
    require(actor, "claim.open", order_subject(order))
    buyer_id = order.buyer_id
    if buyer_id is None:
        raise NoBuyer
    policy = policy_at(order.bought_at)
    with begin(actor, now) as act:
        order = act.lock(Order, order.id)
        _check(order, policy, wanted)
        _check_way(buyer_id, wanted, act.now)
        case = open_case(
            act,
            kind="claim",
            channel=channel,
            owner="customer",
            shares=[(buyer_id, "customer", "full"), (order.merchant_id, "merchant", "full")],
        )
        claim = _new(act.now, case, order, policy, wanted)
        move(act, case, claim, BY_VERB["open"], body={"channel": channel}, new=True)
    return Opened(case, claim, issue(actor.operator_id, "claim", case.id, now, LINK_SECONDS))


def _check(order: Order, policy: Policy, wanted: Wanted) -> None:
    check_wish(policy, wanted.reason, wanted.wish, wanted.amount_fen)
    check_amount(wanted.amount_fen, room_of(order))
    if len(wanted.statement) > LONGEST or "\x00" in wanted.statement:
        raise Invalid(
            "statement_too_long", "Please say it in at most 2,000 signs.", field="statement"
        )


def _check_way(buyer_id: UUID, wanted: Wanted, now: datetime) -> None:
    until = end_of(buyer_id, "goods_first", now)
    if wanted.wish == "refund_only" and until is not None:
        raise GoodsFirst(until=f"{local(until):%Y-%m-%d}")


def _new(now: datetime, case: Case, order: Order, policy: Policy, wanted: Wanted) -> Claim:
    assert order.buyer_id is not None
    words = wanted.statement.strip()
    return Claim(
        operator_id=order.operator_id,
        case_id=case.id,
        order=order,
        buyer_id=order.buyer_id,
        merchant_id=order.merchant_id,
        status="opened",
        reason=wanted.reason,
        wish=wanted.wish,
        amount_fen=wanted.amount_fen,
        statement=seal(order.buyer_id, words) if words else None,
        policy_version=policy.version,
        opened_at=now,
    )


def order_link(operator_id: UUID, order_id: UUID, now: datetime) -> str:
    """The token of a link by which the buyer of this order opens a claim."""
    return issue(operator_id, "order", order_id, now, LINK_SECONDS)


def needed(claim: Claim) -> tuple[str, ...]:
    """The pictures that make this claim's evidence complete."""
    return policy_of_version(claim.policy_version).pictures_for(claim.reason)

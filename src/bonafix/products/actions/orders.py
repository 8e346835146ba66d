"""Registering what was bought, as the merchant or its marketplace says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.kit.clock import aware
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act
from bonafix.people.queries import party
from bonafix.products.actions.checks import clean, record_new
from bonafix.products.errors import AlreadyThere
from bonafix.products.models import Order

CATEGORIES: Final = ("general", "perishable")
# A million yuan: above it somebody has mistyped.
MOST_FEN: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class Bought:
    """An order: money in fen, `paid_fen` what really was paid (at most goods and freight)."""

    ref: str
    title: str
    goods_fen: int
    paid_fen: int
    bought_at: datetime
    freight_fen: int = 0
    category: str = "general"
    received_at: datetime | None = None


def register_order(act: Act, *, merchant_id: UUID, buyer_id: UUID | None, bought: Bought) -> Order:
    """One order; its number is one of its kind within a merchant.

    Raises NotAllowed, NoSuchPerson, BadText, AlreadyThere, and Invalid for a sum or a time
    that cannot be.
    """
    subject = Subject("order", act.operator_id, party_ids=frozenset({merchant_id}))
    require(act.actor, "order.register", subject)
    _check(bought, act.now)
    order = Order(
        operator_id=act.operator_id,
        merchant_id=party(merchant_id).id,
        buyer_id=party(buyer_id).id if buyer_id else None,
        ref=clean(bought.ref, "ref", 60),
        title=clean(bought.title, "title", 120),
        category=bought.category,
        goods_fen=bought.goods_fen,
        freight_fen=bought.freight_fen,
        paid_fen=bought.paid_fen,
        bought_at=bought.bought_at,
        received_at=bought.received_at,
        changed_at=act.now,
    )
    record_new(act, "products.order_registered", ("order", order.id), [order], AlreadyThere())
    return order


def _check(bought: Bought, now: datetime) -> None:
    sums = (bought.goods_fen, bought.freight_fen, bought.paid_fen)
    whole = bought.goods_fen + bought.freight_fen
    if not all(0 <= fen <= MOST_FEN for fen in sums) or not 0 < bought.paid_fen <= whole:
        raise Invalid(
            "order_sum",
            "What was paid must be above zero and at most goods and freight together.",
            field="paid_fen",
        )
    if bought.category not in CATEGORIES:
        raise Invalid("category_unknown", "There is no such category of goods.", field="category")
    if aware(bought.bought_at) > now:
        raise Invalid("order_future", "The purchase lies in the future.", field="bought_at")
    if bought.received_at is not None and aware(bought.received_at) < bought.bought_at:
        raise Invalid("order_received", "The goods came before they were bought.", field="received")

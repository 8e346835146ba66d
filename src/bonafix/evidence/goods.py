"""What a merchant has of an order: records of its parcel, and how its goods look."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bonafix.evidence.models import Packing, Reference
from bonafix.evidence.parcels import ASKS, BOUND
from bonafix.products.models import Order, Product


@dataclass(frozen=True, slots=True)
class GoodsEvidence:
    """Records bound to an order, oldest first, and the reference pictures of its goods."""

    packings: tuple[Packing, ...]
    references: tuple[Reference, ...]


def goods_evidence(order: Order) -> GoodsEvidence:
    """All of it, for the desk, the merchant's inbox and the examination of a claim."""
    rows = Packing.objects.select_related("file").filter(order_id=order.id, status=BOUND)
    return GoodsEvidence(tuple(rows.order_by("id")), tuple(references_of(order)))


def references_of(order: Order) -> list[Reference]:
    """Pictures of the order's goods in force when they were bought; else the first ones after.

    The merchant's own, and those of the brand whose goods have exactly this title.
    """
    brands = Product.objects.filter(title=order.title).values_list("brand__party_id", flat=True)
    rows = Reference.objects.select_related("file").filter(
        goods=order.title, owner_id__in=[order.merchant_id, *brands]
    )
    found = list(rows.order_by("id"))
    then = [one for one in found if in_force(one, order)]
    return then or [one for one in found if one.until is None]


def in_force(reference: Reference, order: Order) -> bool:
    """True when it was in force at the purchase."""
    until = reference.until
    return reference.since <= order.bought_at and (until is None or until > order.bought_at)


def questions_of(merchant_ids: Sequence[UUID]) -> int:
    """How many records of these merchants wait for a person."""
    return Packing.objects.filter(merchant_id__in=merchant_ids, status=ASKS).count()

"""Brands, goods, faults, prices and sold units."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from bonafix.products.models import Brand, Fault, PriceItem, Product, SoldUnit
from bonafix.products.queries.coverage import standing
from bonafix.products.rules.prices import Price, list_at

M = TypeVar("M", Product, Fault)


def brands() -> list[Brand]:
    """All brands, by title."""
    return list(Brand.objects.order_by("title"))


def products(brand_id: UUID | None = None) -> list[Product]:
    """The goods (of one brand), with their brand, by SKU."""
    rows = Product.objects.select_related("brand").order_by("sku")
    return list(rows if brand_id is None else rows.filter(brand_id=brand_id))


def product_named(text: str) -> Product | None:
    """The product with this SKU, or else with this id; None when there is none."""
    return _named(Product.objects.filter(sku=text).first(), text, Product)


def fault_named(category: str, text: str) -> Fault | None:
    """The fault of a category with this code, or else with this id; None when there is none."""
    found = _named(Fault.objects.filter(category=category, code=text).first(), text, Fault)
    return found if found is not None and found.category == category else None


def _named(found: M | None, text: str, model: type[M]) -> M | None:
    if found is not None:
        return found
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return model._default_manager.filter(id=wanted).first()


def faults_of(category: str) -> list[Fault]:
    """The fault catalogue of one category, by code."""
    return list(Fault.objects.filter(category=category).order_by("code"))


def unit_with(product_id: UUID, serial: str) -> SoldUnit | None:
    """The sold unit of a product with this serial number, if it is registered."""
    if not serial.strip():
        return None
    return SoldUnit.objects.filter(product_id=product_id, serial=serial.strip()).first()


def price_rows(owner_ids: Iterable[UUID]) -> dict[UUID, list[Price]]:
    """All lines of these owners' lists, former and announced ones too, in order of entry."""
    found: dict[UUID, list[Price]] = {}
    for row in PriceItem.objects.filter(owner_id__in=list(owner_ids)).order_by("id"):
        found.setdefault(row.owner_id, []).append(
            Price(
                row.code, row.title, row.title_en, row.fen, row.unit, row.valid_from, row.valid_to
            )
        )
    return found


def prices_for(
    outlet_id: UUID | None, brand_id: UUID | None, at: datetime
) -> dict[str, tuple[str, int]]:
    """The public prices that hold for a visit: code → (title, fen).

    In the brand's name the brand's list binds, and the outlet's own adds what is not in it.
    An independent outlet has its own list alone: it may not pass off its prices as the
    brand's.
    """
    owners = [outlet_id] if outlet_id is not None else []
    if brand_id is not None and (
        outlet_id is None or standing(outlet_id, brand_id, at) == "authorised"
    ):
        owners += Brand.objects.filter(id=brand_id).values_list("party_id", flat=True)
    lists = price_rows(owners)
    found: dict[str, tuple[str, int]] = {}
    for owner in owners:
        for code, price in list_at(lists.get(owner, ()), at).items():
            found[code] = (price.title, price.fen)
    return found

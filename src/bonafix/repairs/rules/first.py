"""A first inspection free of charge, as a brand offers it: which offer, and who is new. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.places import is_within

GRANTED: Final = "granted"
# With this telephone somebody has had a visit of the brand, or a free one is under way.
KNOWN: Final = "known"


@dataclass(frozen=True, slots=True)
class FirstOffer:
    """From `since` on, to not included `until`; "" is everywhere, no product is every product.

    `free` are the items of the public price list that then cost nothing.
    """

    id: UUID
    brand_id: UUID
    product_id: UUID | None
    region: str
    free: frozenset[str]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier visit of the same brand to somebody with the same telephone."""

    came: bool  # somebody stood at the door
    free: bool  # it was granted as a free one
    called_off: bool  # cancelled, merged, or given up


def offer_for(
    offers: Iterable[FirstOffer],
    brand_id: UUID | None,
    product_id: UUID | None,
    place_code: str,
    at: datetime,
) -> FirstOffer | None:
    """The offer that holds here and now: of the product first, then of the smallest region."""
    held = [
        one
        for one in offers
        if one.brand_id == brand_id
        and one.product_id in (None, product_id)
        and one.since <= at < one.until
        and (not one.region or (bool(place_code) and is_within(place_code, one.region)))
    ]
    return max(held, key=_exactness) if held else None


def _exactness(one: FirstOffer) -> tuple[bool, int, datetime, UUID]:
    return one.product_id is not None, len(one.region), one.since, one.id


def is_new(before: Iterable[Before]) -> bool:
    """True unless somebody came before, or a free visit is still under way.

    A visit that was called off before anybody came makes nobody known.
    """
    return not any(one.came or (one.free and not one.called_off) for one in before)


def verdict(before: Iterable[Before]) -> str:
    """The word that goes on record."""
    return GRANTED if is_new(before) else KNOWN

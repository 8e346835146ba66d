"""Is a place served, for which brands, and if not: where is the nearest place that is?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bonafix.places import Division, division, nearest
from bonafix.products.models import Brand, Coverage
from bonafix.products.queries.coverage import (
    authorised_pairs,
    extent_at,
    live_coverage,
    reaches,
)
from bonafix.products.rules.areas import Extent, extent
from bonafix.products.rules.coverage import ancestors_or_self, who_serves


@dataclass(frozen=True, slots=True)
class ForBrand:
    """One brand at the place. `independent`: nobody who comes works in the brand's name."""

    title: str
    title_en: str
    extent: Extent
    independent: bool


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is said of a place: the best of its brands, and the nearest served place if none."""

    extent: Extent
    brands: tuple[ForBrand, ...]
    nearest: Division | None
    km: int | None


def whereabouts(code: str, at: datetime) -> Whereabouts:
    """Whether somebody comes to a division (any level) at an instant. Reads only."""
    about = Q(division_code__in=ancestors_or_self(code)) | Q(division_code__startswith=code)
    rows = list(live_coverage(at).filter(about).select_related("brand"))
    pairs = authorised_pairs(at)
    found = [
        _for_brand(brand, [row for row in rows if row.brand_id == brand.id], code, at, pairs)
        for brand in sorted({row.brand for row in rows}, key=lambda b: b.title)
    ]
    serving = tuple(one for one in found if one.extent != "not")
    if serving:
        whole = any(one.extent == "covered" for one in serving)
        return Whereabouts("covered" if whole else "partly", serving, None, None)
    near = nearest(code, [unit for unit, state in extent_at(at).items() if state != "not"])
    if near is None:
        return Whereabouts("not", (), None, None)
    return Whereabouts("not", (), division(near[0]), round(near[1]))


def _for_brand(
    brand: Brand, rows: list[Coverage], code: str, at: datetime, pairs: set[tuple[UUID, UUID]]
) -> ForBrand:
    known = reaches(rows)
    below = {row.division_code for row in rows if row.division_code.startswith(code)} | {code}
    coming = {one.party_id for place in below for one in who_serves(place, known, at)}
    own = any((party, brand.id) in pairs for party in coming)
    return ForBrand(brand.title, brand.title_en, extent(known, [code], at)[code], not own)

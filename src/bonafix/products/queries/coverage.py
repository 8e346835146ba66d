"""Coverage as the report path reads it, and who works in a brand's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from bonafix.places import units
from bonafix.products.models import Authorisation, Brand, Coverage
from bonafix.products.rules.areas import Extent, extent
from bonafix.products.rules.coverage import Reach, ancestors_or_self, who_serves

Standing = Literal["authorised", "independent"]


def coverage_for(code: str, brand_id: UUID) -> list[Reach]:
    """All rows of a brand on a division or above it: four codes at most, one indexed query."""
    return reaches(
        Coverage.objects.filter(
            brand_id=brand_id, division_code__in=ancestors_or_self(code)
        ).select_related("brand")
    )


def reaches(rows: Iterable[Coverage]) -> list[Reach]:
    """The rows as the rules read them; their brand must have been fetched with them."""
    return [
        Reach(
            party_id=row.party_id,
            division_code=row.division_code,
            since=row.since,
            until=row.until,
            exclude=row.exclude,
            urgent=row.urgent,
            standby=row.standby,
            by_brand=row.party_id == row.brand.party_id,
        )
        for row in rows
    ]


def standing(outlet_id: UUID, brand_id: UUID, at: datetime) -> Standing:
    """Whether an outlet works in the brand's name at an instant; the brand itself always does.

    Without a valid authorisation it is independent: 独立维修，非品牌官方.
    """
    paper = Authorisation.objects.filter(
        outlet_id=outlet_id, brand_id=brand_id, valid_from__lte=at, valid_to__gt=at
    )
    if paper.exists() or Brand.objects.filter(id=brand_id, party_id=outlet_id).exists():
        return "authorised"
    return "independent"


@dataclass(frozen=True, slots=True)
class Servers:
    """Who may be sent to a place: technicians of these outlets, and those of these brands."""

    outlets: tuple[UUID, ...]
    brands: tuple[UUID, ...]


def servers_of(code: str, brand_id: UUID, at: datetime, urgent: bool, like: Standing) -> Servers:
    """All that serve the place and stand to the brand like the one that was promised."""
    reaches = coverage_for(code, brand_id)
    serving = who_serves(code, reaches, at, urgent)
    own = {reach.party_id for reach in reaches if reach.by_brand}
    alike = [one.party_id for one in serving if standing(one.party_id, brand_id, at) == like]
    return Servers(
        outlets=tuple(party_id for party_id in alike if party_id not in own),
        brands=(brand_id,) if own.intersection(alike) else (),
    )


def authorised_pairs(at: datetime) -> set[tuple[UUID, UUID]]:
    """Every (party, brand) that works in the brand's name at an instant."""
    papers = Authorisation.objects.filter(valid_from__lte=at, valid_to__gt=at)
    pairs = set(papers.values_list("outlet_id", "brand_id"))
    return pairs | set(Brand.objects.values_list("party_id", "id"))


def operates_independently(at: datetime) -> bool:
    """True when somebody serves, and nobody of them in a brand's name: every page says so."""
    serving = set(
        live_coverage(at).filter(exclude=False).values_list("party_id", "brand_id").distinct()
    )
    return bool(serving) and serving.isdisjoint(authorised_pairs(at))


def some_serve_independently(at: datetime) -> bool:
    """True when somewhere somebody serves who does not work in the brand's name."""
    serving = set(
        live_coverage(at).filter(exclude=False).values_list("party_id", "brand_id").distinct()
    )
    return not serving <= authorised_pairs(at)


def extent_at(at: datetime, brand_id: UUID | None = None) -> dict[str, Extent]:
    """Every county of the list: covered, partly or not, for one brand or for any."""
    rows = live_coverage(at).select_related("brand")
    return extent(
        reaches(rows if brand_id is None else rows.filter(brand_id=brand_id)), units(), at
    )


def declared(at: datetime) -> QuerySet[Coverage]:
    """What is declared at an instant, with its brand and party, in the order of codes."""
    rows = live_coverage(at).filter(until__isnull=True).select_related("brand", "party")
    return rows.order_by("division_code", "id")


def live_coverage(at: datetime) -> QuerySet[Coverage]:
    """The rows that hold at an instant."""
    running = Coverage.objects.filter(since__lte=at)
    return running.filter(Q(until__isnull=True) | Q(until__gt=at))

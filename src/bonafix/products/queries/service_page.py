"""Everything that an operator's public service page says, true at one instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Model

from bonafix.kit.clock import local
from bonafix.people.models import Party
from bonafix.places import ancestors, division
from bonafix.products import words
from bonafix.products.models import Authorisation, Brand, Coverage, Hotline, PriceItem
from bonafix.products.queries.catalogue import price_rows
from bonafix.products.queries.coverage import authorised_pairs, live_coverage, reaches
from bonafix.products.queries.hotlines import HotlineState, hotlines
from bonafix.products.rules.areas import Served, last_change, served_areas
from bonafix.products.rules.prices import Price, list_at


@dataclass(frozen=True, slots=True)
class Area:
    """A division that is served. `hours`: when somebody stands by for urgent reports, in words.

    `without`: names of places inside it that are not served. `standing`: authorised, where only
    people come who work in the brand's name; independent, where nobody does; both.
    """

    code: str
    name: str
    urgent: bool
    hours: tuple[str, ...]
    without: tuple[str, ...]
    standing: str = "authorised"


@dataclass(frozen=True, slots=True)
class City:
    """The areas of one prefecture; without a name those directly under the province."""

    name: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Province:
    """The cities of one province in which somebody serves; `standing` as of an area."""

    name: str
    cities: tuple[City, ...]
    standing: str = "authorised"


@dataclass(frozen=True, slots=True)
class BrandService:
    """What is done for one brand. `independent`: nobody here works in the brand's name."""

    id: UUID
    title: str
    title_en: str
    independent: bool
    provinces: tuple[Province, ...]


@dataclass(frozen=True, slots=True)
class PriceList:
    """The public list of one brand or outlet; `independent`: it is in no brand's name."""

    owner: str
    lines: tuple[Price, ...]
    independent: bool = False


@dataclass(frozen=True, slots=True)
class ServicePage:
    """Process, hotlines, areas, prices, and the day of the last change (in China).

    `hotlines` are those that may be shown: official ones, and disputed ones, which need
    `disputed_words` beside them. `independent`: nobody serves in any brand's name, and
    `independent_words` stand on every page.
    """

    steps: tuple[words.ProcessStep, ...]
    hotlines: tuple[HotlineState, ...]
    brands: tuple[BrandService, ...]
    prices: tuple[PriceList, ...]
    independent: bool
    changed_on: date | None
    disputed_words: str
    independent_words: str


def service_page(now: datetime) -> ServicePage:
    """The page of the operator one acts as, at an instant."""
    rows = list(live_coverage(now).select_related("brand"))
    pairs = authorised_pairs(now)
    services = tuple(
        _brand(brand, [row for row in rows if row.brand_id == brand.id], pairs, now)
        for brand in Brand.objects.order_by("title")
    )
    active = [service for service in services if service.provinces]
    changed = last_change(_changes(now), now)
    return ServicePage(
        steps=words.PROCESS,
        hotlines=tuple(line for line in hotlines(now) if line.shown != "hidden"),
        brands=services,
        prices=_price_lists(rows, pairs, now),
        independent=bool(active) and all(service.independent for service in active),
        changed_on=local(changed).date() if changed else None,
        disputed_words=str(words.DISPUTED),
        independent_words=str(words.INDEPENDENT),
    )


def _brand(
    brand: Brand, rows: list[Coverage], pairs: set[tuple[UUID, UUID]], now: datetime
) -> BrandService:
    serving = {row.party_id for row in rows if not row.exclude}
    return BrandService(
        id=brand.id,
        title=brand.title,
        title_en=brand.title_en,
        independent=bool(serving) and all((party, brand.id) not in pairs for party in serving),
        provinces=_grouped(
            served_areas(reaches(rows), now),
            {party for party in serving if (party, brand.id) in pairs},
        ),
    )


def _grouped(areas: Iterable[Served], authorised: set[UUID]) -> tuple[Province, ...]:
    tree: dict[str, dict[str, list[Area]]] = {}
    for area in areas:
        province, city, name = _names(area.code)
        tree.setdefault(province, {}).setdefault(city, []).append(
            Area(
                code=area.code,
                name=name,
                urgent=area.urgent,
                hours=words.hours(area.standby),
                without=tuple(_names(code)[2] for code in area.without),
                standing=_standing(party in authorised for party in area.parties),
            )
        )
    return tuple(_province(name, cities) for name, cities in tree.items())


def _province(name: str, cities: dict[str, list[Area]]) -> Province:
    found = {area.standing for areas in cities.values() for area in areas}
    return Province(
        name,
        tuple(City(city, tuple(areas)) for city, areas in cities.items()),
        found.pop() if len(found) == 1 else "both",
    )


def _standing(authorised: Iterable[bool]) -> str:
    known = set(authorised)
    return "both" if len(known) > 1 else "authorised" if True in known else "independent"


def _names(code: str) -> tuple[str, str, str]:
    """Province, prefecture (or ""), and the division's own name below them."""
    found = division(code)
    if found is None:
        # Coverage of a list of divisions that has gone: its number is all that is left.
        return "", "", code
    above = {one.level: one.name for one in ancestors(code)}
    province = above.get("province", found.name)
    city = above.get("prefecture", "")
    name = found.name.removeprefix(city or above.get("province", ""))
    return province, city.removeprefix(province), name


def _price_lists(
    rows: Iterable[Coverage], pairs: set[tuple[UUID, UUID]], now: datetime
) -> tuple[PriceList, ...]:
    owners = list(Brand.objects.order_by("title").values_list("party_id", flat=True))
    owners += sorted({row.party_id for row in rows if not row.exclude} - set(owners))
    titles = dict(Party.objects.filter(id__in=owners).values_list("id", "title"))
    lists = price_rows(owners)
    found = [(owner, list_at(lists.get(owner, ()), now)) for owner in owners]
    in_a_name = {party for party, _brand in pairs}
    return tuple(
        PriceList(titles.get(owner, ""), tuple(lines.values()), owner not in in_a_name)
        for owner, lines in found
        if lines
    )


# The tables that the page shows, and the columns whose instants change it when they come.
SHOWN: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Brand, ("changed_at",)),
    (Coverage, ("changed_at", "since", "until")),
    (PriceItem, ("changed_at", "valid_from", "valid_to")),
    (Authorisation, ("changed_at", "valid_from", "valid_to")),
    (Hotline, ("changed_at", "authorised_from", "authorised_to")),
)


def _changes(now: datetime) -> list[datetime | None]:
    return [
        model._default_manager.filter(**{f"{column}__lte": now}).aggregate(last=Max(column))["last"]
        for model, columns in SHOWN
        for column in columns
    ]

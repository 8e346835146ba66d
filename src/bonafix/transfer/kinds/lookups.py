"""What several kinds look up: outlets and brands by what a table calls them, people by phone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from bonafix.kit.texts import N_
from bonafix.people.models import Party, PartyRole
from bonafix.people.sealing import phone_hash, unseal_many
from bonafix.products.models import Brand, Product
from bonafix.transfer.models import ExternalRef
from bonafix.transfer.rules.faults import Fault

NO_OUTLET: Final = N_("There is no outlet with this code or name. Bring the outlets in first.")
MANY_OUTLETS: Final = N_("Several outlets have this name. Please give the code.")
NO_OWNER: Final = N_("There is no brand and no outlet of this name.")
NO_BRAND: Final = N_("There is no brand of this name.")
WHICH_BRAND: Final = N_("There are several brands here. Please say which one.")
NO_PRODUCT: Final = N_("There is no product with this SKU in the catalogue.")


@dataclass
class Parties:
    """Outlets by code and by title; brands by title."""

    outlet_codes: dict[str, UUID] = field(default_factory=dict)
    outlet_titles: dict[str, list[UUID]] = field(default_factory=dict)
    titles: dict[UUID, str] = field(default_factory=dict)
    codes: dict[UUID, str] = field(default_factory=dict)
    brands: dict[str, Brand] = field(default_factory=dict)

    def outlet(self, word: str, field_: str) -> UUID | Fault:
        """The outlet of this code or name."""
        if word in self.outlet_codes:
            return self.outlet_codes[word]
        named = self.outlet_titles.get(word, [])
        if len(named) == 1:
            return named[0]
        if named:
            return Fault(field_, "outlet_of_many", MANY_OUTLETS)
        return Fault(field_, "no_such_outlet", NO_OUTLET)

    def owner(self, word: str, field_: str) -> UUID | Fault:
        """The outlet, or the brand's own party."""
        if word in self.brands:
            return self.brands[word].party_id
        found = self.outlet(word, field_)
        if isinstance(found, Fault) and found.code == "no_such_outlet":
            return Fault(field_, "no_such_owner", NO_OWNER)
        return found

    def brand(self, word: str | None, field_: str) -> Brand | Fault:
        """The brand of this name; without a name the only one there is."""
        if word:
            return self.brands.get(word) or Fault(field_, "no_such_brand", NO_BRAND)
        only = {brand.id: brand for brand in self.brands.values()}
        if len(only) == 1:
            return next(iter(only.values()))
        return Fault(field_, "which_brand", WHICH_BRAND)

    def word_for(self, party_id: UUID) -> str:
        """What a table calls this outlet: its code, or its title where it has none."""
        return self.codes.get(party_id) or self.titles.get(party_id, "")


def parties(now: datetime) -> Parties:
    """All outlets and brands; there are thousands of them at most."""
    found = Parties()
    holds = Q(until__isnull=True) | Q(until__gt=now)
    roles = PartyRole.objects.filter(holds, role="outlet", since__lte=now).values("party_id")
    for party_id, title in Party.objects.filter(id__in=roles, status="active").values_list(
        "id", "title"
    ):
        found.outlet_titles.setdefault(title, []).append(party_id)
        found.titles[party_id] = title
    for ref, party_id in ExternalRef.objects.filter(kind="outlets").values_list(
        "ref", "subject_id"
    ):
        if party_id in found.titles:
            found.outlet_codes[ref] = party_id
            found.codes[party_id] = ref
    for brand in Brand.objects.order_by("id"):
        for title in {brand.title, brand.title_en} - {""}:
            found.brands[title] = brand
        found.titles[brand.party_id] = brand.title
    return found


@dataclass(frozen=True, slots=True)
class Person:
    """A person who is here, in plain words."""

    id: UUID
    name: str
    phone: str
    address: str


def people_by_phone(phones: Iterable[str]) -> dict[str, list[Person]]:
    """Active persons by E.164 number, the oldest first, with two queries."""
    by_hash = {phone_hash(one): one for one in phones}
    rows = list(
        Party.objects.filter(phone_hash__in=list(by_hash), kind="person", status="active").order_by(
            "id"
        )
    )
    cells = unseal_many(cell for row in rows for cell in (row.name, row.address))
    found: dict[str, list[Person]] = {}
    for place, row in enumerate(rows):
        assert row.phone_hash is not None
        phone = by_hash[bytes(row.phone_hash)]
        name, address = cells[place * 2 : place * 2 + 2]
        found.setdefault(phone, []).append(Person(row.id, name or "", phone, address or ""))
    return found


def people(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Persons by id, in plain words; empty ones for who was erased."""
    rows = list(Party.objects.filter(id__in=set(ids)))
    cells = unseal_many(cell for row in rows for cell in (row.name, row.phone, row.address))
    return {
        row.id: Person(row.id, *(text or "" for text in cells[place * 3 : place * 3 + 3]))
        for place, row in enumerate(rows)
    }


def products(skus: Iterable[str]) -> dict[str, Product]:
    """Products by SKU."""
    return {row.sku: row for row in Product.objects.filter(sku__in=set(skus))}


def product(known: dict[str, Product], sku: str) -> Product | Fault:
    """The product of this SKU."""
    return known.get(sku) or Fault("sku", "no_such_product", NO_PRODUCT)


def refs(kind: str, wanted: Iterable[str]) -> dict[str, UUID]:
    """What is here under these names of other systems."""
    rows = ExternalRef.objects.filter(kind=kind, ref__in=set(wanted))
    return dict(rows.values_list("ref", "subject_id"))

"""Sold units come in by products.actions.register_sold_unit, their owners by people.actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from bonafix.kit.clock import local
from bonafix.ledger.acts import Act
from bonafix.people.actions import find_or_add_customer
from bonafix.products.actions import register_sold_unit
from bonafix.products.models import Product, SoldUnit
from bonafix.transfer.kinds.lookups import Person, people, product, products, refs
from bonafix.transfer.kinds.way import Found, Origin, Way, remember
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Row
from bonafix.transfer.rules.readers import start_of


@dataclass
class Known:
    """Products, units by product and serial, those without serial by reference, their owners."""

    products: dict[str, Product]
    by_serial: dict[tuple[UUID, str], SoldUnit]
    by_ref: dict[str, SoldUnit]
    owners: dict[UUID, Person]


def ref_of(row: Row) -> str:
    """What tells a unit without a serial number from others of its order."""
    return f"{row['sku']}/{row['order_ref']}/{row['line'] or '1'}"


def load(rows: Sequence[Row], _now: datetime) -> Known:
    """The units that these rows may mean."""
    known = products(row["sku"] for row in rows)
    serials = {row["serial"] for row in rows if row["serial"]}
    ids = [one.id for one in known.values()]
    units = list(SoldUnit.objects.filter(product_id__in=ids, serial__in=serials))
    named = refs("units", (ref_of(row) for row in rows if not row["serial"]))
    by_id = {one.id: one for one in SoldUnit.objects.filter(id__in=named.values())}
    owners = people(one.owner_id for one in (*units, *by_id.values()) if one.owner_id is not None)
    return Known(
        known,
        {(one.product_id, one.serial): one for one in units},
        {ref: by_id[unit] for ref, unit in named.items() if unit in by_id},
        owners,
    )


def find(row: Row, known: Known) -> Found:
    """The unit with this serial number, or of this order."""
    of = product(known.products, row["sku"])
    if isinstance(of, Fault):
        return Found(faults=(of,))
    ids = {"product": of.id}
    if row["serial"]:
        one = known.by_serial.get((of.id, row["serial"]))
    else:
        one = known.by_ref.get(ref_of(row))
    if one is None:
        return Found(ids=ids)
    return Found(values_of(one, known.owners.get(one.owner_id) if one.owner_id else None), one.id)


def values_of(unit: SoldUnit, owner: Person | None) -> dict[str, Any]:
    """A unit as a row."""
    return {
        "order_ref": unit.order_ref,
        "owner_name": owner.name if owner else "",
        "owner_phone": owner.phone if owner else "",
        "sold_on": _day(unit.sold_at),
        "installed_on": _day(unit.installed_at),
    }


def _day(instant: datetime | None) -> date | None:
    return local(instant).date() if instant else None


def write(act: Act, row: Row, found: Found, origin: Origin) -> UUID:
    """The owner first, then the unit."""
    owner_id = None
    if row["owner_phone"]:
        owner_id = find_or_add_customer(act, row["owner_name"], row["owner_phone"]).id
    unit = register_sold_unit(
        act,
        product_id=found.of("product"),
        serial=row["serial"] or "",
        order_ref=row["order_ref"] or "",
        owner_id=owner_id,
        sold_at=start_of(row["sold_on"]) if row["sold_on"] else None,
        installed_at=start_of(row["installed_on"]) if row["installed_on"] else None,
    )
    if not row["serial"]:
        remember(act, "units", ref_of(row), ("sold_unit", unit.id), origin)
    return unit.id


WAY: Final = Way(load, find, write)

"""Open orders of an old system come in by intake, as any report does: on record, then arranged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.cases.actions import say
from bonafix.cases.models import Case
from bonafix.intake.actions import take_over
from bonafix.intake.rules import RawReport
from bonafix.kit.errors import Invalid
from bonafix.kit.texts import N_
from bonafix.ledger.acts import Act
from bonafix.people.sealing import unseal_many
from bonafix.products.models import Fault as CatalogueFault
from bonafix.products.models import Product
from bonafix.repairs.actions.arrange import check_windows
from bonafix.repairs.models import Repair
from bonafix.transfer.kinds.lookups import Person, people, product, products, refs
from bonafix.transfer.kinds.way import Found, Origin, Way, remember
from bonafix.transfer.rules.faults import Fault, fault_of
from bonafix.transfer.rules.kinds import Row

CHANNEL: Final = "import"


@dataclass
class Known:
    """Products, the fault catalogue, and the repairs that were taken over under these numbers."""

    products: dict[str, Product]
    faults: set[tuple[str, str]]
    repairs: dict[str, Repair]
    texts: dict[UUID, tuple[str, str]]  # repair → description, address
    people: dict[UUID, Person]
    now: datetime


def load(rows: Sequence[Row], now: datetime) -> Known:
    """By the number of the old system, or by a case number of ours."""
    numbers = {row["order_no"] for row in rows}
    cases = refs("orders", numbers)
    own = Case.objects.filter(number__in=numbers, kind="repair").values_list("number", "id")
    cases |= dict(own)
    found = list(
        Repair.objects.filter(case_id__in=cases.values()).select_related("product").order_by("id")
    )
    cells = unseal_many(cell for one in found for cell in (one.description, one.address))
    by_case = {one.case_id: one for one in found}
    return Known(
        products=products(row["sku"] for row in rows),
        faults=set(CatalogueFault.objects.values_list("category", "code")),
        repairs={ref: by_case[case] for ref, case in cases.items() if case in by_case},
        texts={
            one.id: (cells[2 * place] or "", cells[2 * place + 1] or "")
            for place, one in enumerate(found)
        },
        people=people(one.customer_id for one in found),
        now=now,
    )


def find(row: Row, known: Known) -> Found:
    """The repair of this number; a row that is not here yet must fit the catalogue."""
    repair = known.repairs.get(row["order_no"])
    if repair is not None:
        person = known.people.get(repair.customer_id)
        description, address = known.texts[repair.id]
        values = {
            "name": person.name if person else "",
            "phone": person.phone if person else "",
            "address": address,
            "sku": repair.product.sku if repair.product else "",
            "description": description,
        }
        return Found(values, repair.case_id)
    return Found(faults=tuple(_unfit(row, known)))


def _unfit(row: Row, known: Known) -> list[Fault]:
    faults = []
    of = product(known.products, row["sku"])
    if isinstance(of, Fault):
        faults.append(of)
    elif row["fault"] and (of.category, row["fault"]) not in known.faults:
        text = N_("This fault is not in the list for this product.")
        faults.append(Fault("fault", "fault_unknown", text))
    try:
        check_windows(_windows(row), known.now)
    except Invalid as error:
        faults.append(fault_of(error, "visit_from"))
    return faults


def _windows(row: Row) -> list[tuple[datetime, datetime]]:
    return [(row["visit_from"], row["visit_until"])] if row["visit_from"] else []


def write(act: Act, row: Row, _found: Found, origin: Origin) -> UUID:
    """A case with its number, owner and deadline; the old number and note are kept with it."""
    raw = RawReport(
        product=row["sku"],
        description=row["description"],
        address=row["address"],
        name=row["name"],
        phone=row["phone"],
        fault=row["fault"],
        urgent=bool(row["urgent"]),
        preferred=_windows(row),
    )
    taken = take_over(act, raw, CHANNEL)
    remember(act, "orders", row["order_no"], ("case", taken.case.id), origin, row["received_on"])
    if row["note"]:
        say(act, taken.case.id, row["note"], party_id=taken.repair.customer_id, channel=CHANNEL)
    return taken.case.id


WAY: Final = Way(load, find, write)

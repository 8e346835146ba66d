"""What is here as rows of the very tables that can be brought in. Reads only."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from bonafix.dispatch.models import Technician
from bonafix.kit.clock import local
from bonafix.people.models import Party, PartyRole
from bonafix.people.sealing import unseal_many
from bonafix.products.models import Coverage, PriceItem, SoldUnit
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import ENDS
from bonafix.transfer.kinds.lookups import Parties, parties, people
from bonafix.transfer.models import ExternalRef
from bonafix.transfer.rules import standby
from bonafix.transfer.rules.tables import KINDS

Dump = Callable[[datetime], Iterator[dict[str, str]]]
CHUNK: Final = 2_000


def lines(kind: str, now: datetime) -> Iterator[list[str]]:
    """Every thing of a kind as a line, in the order of the kind's columns."""
    keys = [column.key for column in KINDS[kind].columns]
    for row in DUMPS[kind](now):
        yield [row.get(key, "") for key in keys]


def _chunks(rows: "QuerySet[Any]") -> Iterator[Sequence[Any]]:
    """By id, so that what comes in between neither doubles nor hides a row."""
    last: UUID | None = None
    while True:
        more = rows.order_by("id") if last is None else rows.filter(id__gt=last).order_by("id")
        found = list(more[:CHUNK])
        if not found:
            return
        yield found
        last = found[-1].id


def national(e164: str) -> str:
    """Without +86: digits that a spreadsheet does not take for a formula; landlines with 0."""
    if not e164.startswith("+86"):
        return e164
    number = e164.removeprefix("+86")
    mobile = len(number) == 11 and number.startswith("1")
    return number if mobile or number.startswith(("400", "800")) else f"0{number}"


def _outlets(now: datetime) -> Iterator[dict[str, str]]:
    known = parties(now)
    for party_id in sorted({one for same in known.outlet_titles.values() for one in same}):
        yield {"code": known.codes.get(party_id, ""), "title": known.titles[party_id]}


def _coverage(now: datetime) -> Iterator[dict[str, str]]:
    known = parties(now)
    rows = Coverage.objects.filter(until__isnull=True).select_related("brand")
    for found in _chunks(rows):
        for one in found:
            yield coverage_row(one, known)


def coverage_row(one: Coverage, known: Parties) -> dict[str, str]:
    """A declaration as a row."""
    return {
        "outlet": known.word_for(one.party_id),
        "brand": one.brand.title,
        "division": one.division_code,
        "excluded": _yes(one.exclude),
        "urgent": _yes(one.urgent),
        "standby": standby.write(one.standby),
    }


def _prices(now: datetime) -> Iterator[dict[str, str]]:
    known = parties(now)
    rows = PriceItem.objects.filter(valid_to__isnull=True) | PriceItem.objects.filter(
        valid_to__gt=now
    )
    for found in _chunks(rows):
        for one in found:
            yield price_row(one, known, now)


def price_row(one: PriceItem, known: Parties, now: datetime) -> dict[str, str]:
    """A line of a price list as a row; its day only when it is still to come."""
    return {
        "owner": known.word_for(one.owner_id),
        "code": one.code,
        "title": one.title,
        "title_en": one.title_en,
        "price": f"{one.fen // 100}.{one.fen % 100:02d}",
        "unit": one.unit,
        "valid_from": _day(one.valid_from) if one.valid_from > now else "",
    }


def _technicians(now: datetime) -> Iterator[dict[str, str]]:
    known = parties(now)
    for found in _chunks(Technician.objects.filter(status="active", outlet__isnull=False)):
        persons = people(one.id for one in found)
        for one in found:
            yield {
                "name": persons[one.id].name,
                "phone": national(persons[one.id].phone),
                "outlet": known.word_for(one.outlet_id) if one.outlet_id else "",
                "division": one.division_code,
                "skills": "、".join(sorted(one.skills)),
                "public_name": one.public_name,
            }


def _customers(_now: datetime) -> Iterator[dict[str, str]]:
    customers = PartyRole.objects.filter(role="customer", until__isnull=True).values("party_id")
    for found in _chunks(Party.objects.filter(id__in=customers, status="active")):
        persons = people(one.id for one in found)
        for one in found:
            person = persons[one.id]
            yield {
                "name": person.name,
                "phone": national(person.phone),
                "address": person.address,
            }


def _units(_now: datetime) -> Iterator[dict[str, str]]:
    for found in _chunks(SoldUnit.objects.select_related("product")):
        owners = people(one.owner_id for one in found if one.owner_id)
        refs = dict(
            ExternalRef.objects.filter(
                kind="units", subject_id__in=[one.id for one in found]
            ).values_list("subject_id", "ref")
        )
        for one in found:
            owner = owners.get(one.owner_id) if one.owner_id else None
            yield {
                "sku": one.product.sku,
                "serial": one.serial,
                "order_ref": one.order_ref,
                "line": refs[one.id].rpartition("/")[2] if one.id in refs else "",
                "owner_name": owner.name if owner else "",
                "owner_phone": national(owner.phone) if owner else "",
                "sold_on": _day(one.sold_at),
                "installed_on": _day(one.installed_at),
            }


def _orders(_now: datetime) -> Iterator[dict[str, str]]:
    still_open = Repair.objects.exclude(status__in=ENDS)
    for found in _chunks(still_open.select_related("case", "product", "fault")):
        persons = people(one.customer_id for one in found)
        texts = unseal_many(cell for one in found for cell in (one.description, one.address))
        refs = {
            one.subject_id: one
            for one in ExternalRef.objects.filter(
                kind="orders", subject_id__in=[one.case_id for one in found]
            )
        }
        for place, one in enumerate(found):
            ref = refs.get(one.case_id)
            yield {
                "order_no": ref.ref if ref else one.case.number,
                "name": persons[one.customer_id].name,
                "phone": national(persons[one.customer_id].phone),
                "address": texts[2 * place + 1] or "",
                "sku": one.product.sku if one.product else "",
                "fault": one.fault.code if one.fault else "",
                "description": texts[2 * place] or "",
                "received_on": str(ref.began_on or "") if ref else _day(one.received_at),
                "urgent": _yes(one.urgent),
            }


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _day(instant: datetime | None) -> str:
    return str(local(instant).date()) if instant else ""


DUMPS: Final[dict[str, Dump]] = {
    "outlets": _outlets,
    "coverage": _coverage,
    "prices": _prices,
    "technicians": _technicians,
    "customers": _customers,
    "units": _units,
    "orders": _orders,
}

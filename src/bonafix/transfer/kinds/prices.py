"""Prices come in by products.actions.set_price: from now, or from an announced day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.products.actions import set_price
from bonafix.products.errors import PriceInPast
from bonafix.products.models import PriceItem
from bonafix.products.rules import holds
from bonafix.transfer.kinds.lookups import Parties, parties
from bonafix.transfer.kinds.way import Found, Origin, Way
from bonafix.transfer.rules.faults import Fault, fault_of
from bonafix.transfer.rules.kinds import Row
from bonafix.transfer.rules.readers import start_of
from bonafix.transfer.rules.verdicts import differing


@dataclass
class Known:
    """Who there is, and all lines by owner and code."""

    parties: Parties
    lines: dict[tuple[UUID, str], list[PriceItem]]
    now: datetime


def load(rows: Sequence[Row], now: datetime) -> Known:
    """All lines of the codes that the rows name."""
    lines: dict[tuple[UUID, str], list[PriceItem]] = {}
    for one in PriceItem.objects.filter(code__in={row["code"] for row in rows}).order_by("id"):
        lines.setdefault((one.owner_id, one.code), []).append(one)
    return Known(parties(now), lines, now)


def find(row: Row, known: Known) -> Found:
    """The line that holds when the row begins. A past beginning is refused unless it is there."""
    owner = known.parties.owner(row["owner"], "owner")
    if isinstance(owner, Fault):
        return Found(faults=(owner,))
    lines = known.lines.get((owner, row["code"]), [])
    start = start_of(row["valid_from"]) if row["valid_from"] else None
    for one in lines:
        if start is not None and one.valid_from == start and not differing(row, _values(one)):
            return Found(_values(one), one.id, ids={"owner": owner})
    if start is not None and start < known.now:
        return Found(faults=(fault_of(PriceInPast(), "valid_from"),))
    at = start or known.now
    current = next((one for one in lines if holds((one.valid_from, one.valid_to), at)), None)
    if current is None:
        return Found(ids={"owner": owner})
    return Found(_values(current), current.id, ids={"owner": owner})


def _values(one: PriceItem) -> dict[str, object]:
    return {"title": one.title, "title_en": one.title_en, "price": one.fen, "unit": one.unit}


def write(act: Act, row: Row, found: Found, _origin: Origin) -> UUID:
    """A line from the row's day on, or from now."""
    title_en = row["title_en"]
    if title_en is None:
        title_en = (found.values or {}).get("title_en", "")
    return set_price(
        act,
        owner_id=found.of("owner"),
        code=row["code"],
        title=row["title"],
        title_en=title_en,
        fen=row["price"],
        unit=row["unit"],
        valid_from=start_of(row["valid_from"]) if row["valid_from"] else None,
    ).id


def changeable(_row: Row, _found: Found) -> bool:
    """A new price takes the place of the old from then on."""
    return True


WAY: Final = Way(load, find, write, changeable)

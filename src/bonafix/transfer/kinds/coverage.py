"""Coverage comes in by products.actions: declared, or ended and declared anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.places import EDITION
from bonafix.products.actions import add_coverage, end_coverage
from bonafix.products.models import Coverage
from bonafix.products.rules import check_weekly
from bonafix.transfer.kinds.lookups import Parties, parties
from bonafix.transfer.kinds.way import Found, Origin, Way
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Row


@dataclass
class Known:
    """Who there is, and what is declared: (party, brand, division, excluded) → row."""

    parties: Parties
    declared: dict[tuple[UUID, UUID, str, bool], Coverage]


def load(rows: Sequence[Row], now: datetime) -> Known:
    """All open declarations of the divisions that the rows name."""
    codes = {row["division"] for row in rows}
    found = Coverage.objects.filter(division_code__in=codes, until__isnull=True)
    return Known(
        parties(now),
        {(one.party_id, one.brand_id, one.division_code, one.exclude): one for one in found},
    )


def find(row: Row, known: Known) -> Found:
    """The declaration of the same party, brand and division."""
    party = known.parties.owner(row["outlet"], "outlet")
    brand = known.parties.brand(row["brand"], "brand")
    if isinstance(party, Fault) or isinstance(brand, Fault):
        return Found(faults=tuple(one for one in (party, brand) if isinstance(one, Fault)))
    ids = {"party": party, "brand": brand.id}
    one = known.declared.get((party, brand.id, row["division"], bool(row["excluded"])))
    if one is None:
        return Found(ids=ids)
    # Nobody stands by where nobody goes.
    values = {} if one.exclude else {"urgent": one.urgent, "standby": week(one.standby)}
    return Found(values, one.id, ids=ids)


def week(lines: Any) -> tuple[dict[str, Any], ...]:
    """Standby lines as the reader of tables gives them."""
    return tuple(check_weekly(lines))


def write(act: Act, row: Row, found: Found, _origin: Origin) -> UUID:
    """Declare it; what was declared otherwise ends at this moment."""
    before = end_coverage(act, found.id) if found.id else None
    urgent, standby = row["urgent"], row["standby"]
    # An empty cell says nothing: what was declared stays.
    if before is not None:
        urgent = before.urgent if urgent is None else urgent
        standby = week(before.standby) if standby is None else standby
    return add_coverage(
        act,
        party_id=found.of("party"),
        brand_id=found.of("brand"),
        division_code=row["division"],
        edition=EDITION,
        exclude=bool(row["excluded"]),
        urgent=bool(urgent),
        standby=standby or (),
    ).id


def changeable(_row: Row, _found: Found) -> bool:
    """A declaration is replaced from now on; what held before stays on record."""
    return True


WAY: Final = Way(load, find, write, changeable)

"""Outlets come in: people.actions makes the organisation, the code is kept as a reference."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.people.actions import add_organisation
from bonafix.transfer.kinds.lookups import MANY_OUTLETS, Parties, parties
from bonafix.transfer.kinds.way import Found, Origin, Way, remember
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Row


def load(_rows: Sequence[Row], now: datetime) -> Parties:
    """All outlets."""
    return parties(now)


def find(row: Row, known: Parties) -> Found:
    """By code; else the one of this name that has no code yet, which then gets it."""
    code, title = row["code"], row["title"]
    if code and code in known.outlet_codes:
        party_id = known.outlet_codes[code]
        return Found({"code": code, "title": known.titles[party_id]}, party_id)
    named = known.outlet_titles.get(title, [])
    if not code and len(named) > 1:
        return Found(faults=(Fault("title", "outlet_of_many", MANY_OUTLETS),))
    free = [one for one in named if not code or one not in known.codes]
    if not free:
        return Found()
    return Found({"code": code and "", "title": title}, free[0])


def write(act: Act, row: Row, found: Found, origin: Origin) -> UUID:
    """A new outlet, or the code of one that had none."""
    party_id = found.id or add_organisation(act, title=row["title"], role="outlet").id
    if row["code"]:
        remember(act, "outlets", row["code"], ("party", party_id), origin)
    return party_id


def changeable(row: Row, found: Found) -> bool:
    """Only the missing code is added; a public name is not changed by a file."""
    return found.values is not None and found.values["title"] == row["title"]


WAY: Final = Way(load, find, write, changeable)

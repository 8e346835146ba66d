"""Customers come in by people.actions.find_or_add_customer: known by phone and name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.people.actions import find_or_add_customer
from bonafix.transfer.kinds.lookups import Person, people_by_phone
from bonafix.transfer.kinds.way import Found, Origin, Way
from bonafix.transfer.rules.kinds import Row

Known = dict[str, list[Person]]


def load(rows: Sequence[Row], _now: datetime) -> Known:
    """Whoever has one of these phones."""
    return people_by_phone({row["phone"] for row in rows})


def find(row: Row, known: Known) -> Found:
    """The person with this phone and this name."""
    for person in known.get(row["phone"], []):
        if person.name == row["name"]:
            return Found({"address": person.address}, person.id)
    return Found()


def write(act: Act, row: Row, _found: Found, _origin: Origin) -> UUID:
    """A person who is sealed from the first moment."""
    return find_or_add_customer(act, row["name"], row["phone"], row["address"] or "").id


WAY: Final = Way(load, find, write)

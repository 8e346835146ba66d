"""Technicians come in: a person, its role at the outlet, its place in dispatch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.dispatch.models import Technician
from bonafix.dispatch.roster import bring_in
from bonafix.ledger.acts import Act
from bonafix.transfer.kinds.lookups import Parties, Person, parties, people_by_phone
from bonafix.transfer.kinds.way import Found, Origin, Way
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Row


@dataclass
class Known:
    """Outlets, persons by phone, and which of them are technicians."""

    parties: Parties
    people: dict[str, list[Person]]
    technicians: dict[UUID, Technician]


def load(rows: Sequence[Row], now: datetime) -> Known:
    """Whoever has one of these phones."""
    found = people_by_phone({row["phone"] for row in rows})
    ids = [one.id for same in found.values() for one in same]
    enrolled = Technician.objects.filter(id__in=ids, status="active")
    return Known(parties(now), found, {one.id: one for one in enrolled})


def find(row: Row, known: Known) -> Found:
    """The technician with this phone at this outlet."""
    outlet = known.parties.outlet(row["outlet"], "outlet")
    if isinstance(outlet, Fault):
        return Found(faults=(outlet,))
    for person in known.people.get(row["phone"], []):
        one = known.technicians.get(person.id)
        if one is not None and one.outlet_id == outlet:
            values = {
                "name": person.name,
                "division": one.division_code,
                "skills": tuple(sorted(one.skills)),
                "public_name": one.public_name,
            }
            return Found(values, one.id, ids={"outlet": outlet})
    return Found(ids={"outlet": outlet})


def write(act: Act, row: Row, found: Found, _origin: Origin) -> UUID:
    """A person of their own: the same phone as a customer says nothing about who it is."""
    return bring_in(
        act,
        name=row["name"],
        phone=row["phone"],
        public_name=row["public_name"] or f"{row['name'][:1]}师傅",
        division_code=row["division"],
        skills=row["skills"] or (),
        outlet_id=found.of("outlet"),
    ).id


WAY: Final = Way(load, find, write)

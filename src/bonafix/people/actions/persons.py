"""Persons, organisations and what they are."""

import re
from datetime import datetime
from uuid import UUID

from django.db import connection

from bonafix.kit.ids import uuid7
from bonafix.kit.phones import parse_cn_phone
from bonafix.ledger.acts import Act
from bonafix.ledger.models import Recorded
from bonafix.people import rules
from bonafix.people.models import Party, PartyRole, PersonKey
from bonafix.people.sealing import new_key, phone_hash, seal_with, unseal_many

# A class of advisory locks of its own: two first reports of one person make one person.
PHONE_LOCK = 0x0B0F1A0E
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def add_person(act: Act, *, name: str, phone: str, address: str = "") -> Party:
    """A new person, sealed under a new key. `phone`: see `_e164`, or ""."""
    return _add_person(act, name, _e164(phone) if phone else "", address, role=None)


def find_or_add_customer(act: Act, name: str, phone: str, address: str = "") -> Party:
    """The customer with this phone and this name, or a new one.

    The same phone under another name is another person: a stranger who knows a number must
    neither read nor change the name of whom it belongs to. Found persons are held until the
    end of the action, so that erasing them waits for it. `address` is of a new person only.
    """
    e164 = _e164(phone)
    digest = phone_hash(e164)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)",
            [PHONE_LOCK, int.from_bytes(digest[:4], "big", signed=True)],
        )
    known = list(
        Party.objects.select_for_update(no_key=True)
        .filter(phone_hash=digest, kind="person", status="active")
        .order_by("id")
    )
    names = unseal_many(one.name for one in known)
    for one, its_name in zip(known, names, strict=True):
        if its_name == name:
            return one
    return _add_person(act, name, e164, address, role="customer")


def _e164(phone: str) -> str:
    """E.164 as it is, for the faces have read it; else as people write it (`NotAPhone`)."""
    return phone if E164.fullmatch(phone) else parse_cn_phone(phone)


def _add_person(act: Act, name: str, e164: str, address: str, *, role: str | None) -> Party:
    party = Party(id=uuid7(), kind="person", created_at=act.now)
    key, wrapped = new_key(party.id)
    party.name = seal_with(key, party.id, name)
    if e164:
        party.phone = seal_with(key, party.id, e164)
        party.phone_hash = phone_hash(e164)
    if address:
        party.address = seal_with(key, party.id, address)
    rows: list[Recorded] = [party, PersonKey(id=party.id, wrapped=wrapped)]
    if role is not None:
        rows.append(PartyRole(party_id=party.id, role=role, since=act.now))
    act.record("people.person_added", ("party", party.id), rows=rows)
    return party


def add_organisation(act: Act, *, title: str, role: str) -> Party:
    """A new brand, merchant, outlet or marketplace. `title` is public. `RoleUnknown`."""
    party = Party(
        id=uuid7(), kind="organisation", title=" ".join(title.split()), created_at=act.now
    )
    _key, wrapped = new_key(party.id)
    first = PartyRole(party_id=party.id, role=rules.check_party_role(role), since=act.now)
    act.record(
        "people.organisation_added",
        ("party", party.id),
        rows=[party, PersonKey(id=party.id, wrapped=wrapped), first],
    )
    return party


def add_role(
    act: Act, party_id: UUID, role: str, *, at: UUID | None = None, since: datetime | None = None
) -> PartyRole:
    """From `since` (now) the party is this as well; a technician `at` an outlet."""
    row = PartyRole(
        party_id=party_id, role=rules.check_party_role(role), at_id=at, since=since or act.now
    )
    act.record("people.role_added", ("party", party_id), rows=[row])
    return row


def end_role(act: Act, role_id: UUID, until: datetime | None = None) -> PartyRole:
    """The party is this no longer from `until` (now) on."""
    row = act.lock(PartyRole, role_id)
    row.until = until or act.now
    act.record("people.role_ended", ("party", row.party_id), rows=[row])
    return row

"""Sealing personal text under the key of the party it belongs to.

A key is unwrapped once in a transaction and kept until that ends. It is never kept longer:
an erased person must be unreadable at once, in every process.
"""

from collections.abc import Iterable
from functools import cache
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.transaction import Atomic

from bonafix.kit import sealing as kit
from bonafix.operators.keys import master_key
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.errors import NoSuchPerson, PersonErased
from bonafix.people.models import PersonKey

Keys = dict[UUID, bytes | None]

# Outermost block of a transaction → keys met in it. Actions open theirs with `begin`, which
# makes a new block each time; a block that is gone takes its keys along.
_held: "WeakKeyDictionary[Atomic, Keys]" = WeakKeyDictionary()


def new_key(party_id: UUID) -> tuple[bytes, bytes]:
    """A key for a new party: (the key, the key wrapped by the master key)."""
    key = kit.new_data_key()
    _room()[party_id] = key
    return key, master_key().wrap(key)


def seal_with(key: bytes, party_id: UUID, text: str) -> bytes:
    """Seal with a key that is at hand."""
    return kit.seal(key, text, owner=party_id, algorithm=settings.SEALING_ALGORITHM)


def seal(party_id: UUID, text: str) -> bytes:
    """Seal `text` for this party. `NoSuchPerson`; `PersonErased` when its key is destroyed."""
    keys = keys_of([party_id])
    if party_id not in keys:
        raise NoSuchPerson
    key = keys[party_id]
    if key is None:
        raise PersonErased
    return seal_with(key, party_id, text)


def unseal(blob: bytes) -> str | None:
    """The text of a cell; None when its owner was erased."""
    return unseal_many([blob])[0]


def unseal_many(blobs: Iterable[bytes | None]) -> list[str | None]:
    """The texts of many cells with one query for all keys; None stays None, as erased does."""
    cells = [bytes(blob) if blob is not None else None for blob in blobs]
    owners = [kit.header(cell).owner if cell else None for cell in cells]
    keys = keys_of(owner for owner in owners if owner is not None)
    texts: list[str | None] = []
    for cell, owner in zip(cells, owners, strict=True):
        key = keys.get(owner) if owner else None
        texts.append(kit.unseal(key, cell) if key and cell else None)
    return texts


def keys_of(party_ids: Iterable[UUID]) -> Keys:
    """The keys of these parties: None for an erased one, nothing for an unknown one."""
    room = _room()
    wanted = set(party_ids)
    missing = wanted - room.keys()
    if missing:
        found = PersonKey.objects.filter(id__in=missing).values_list("id", "wrapped")
        for party_id, wrapped in found:
            room[party_id] = unwrap(wrapped)
    return {party_id: room[party_id] for party_id in wanted if party_id in room}


def unwrap(wrapped: bytes | memoryview | None) -> bytes | None:
    """The key itself; None stays None."""
    if wrapped is None:
        return None
    try:
        return master_key().unwrap(bytes(wrapped))
    except kit.Unreadable:
        # The master key may have got a new version since this process read it.
        master_key.cache_clear()
        return master_key().unwrap(bytes(wrapped))


def remember(party_id: UUID, wrapped: bytes | memoryview | None) -> bytes | None:
    """Unwrap a key that was read anyway, and keep it as long as this transaction lasts."""
    key = _room()[party_id] = unwrap(wrapped)
    return key


def forget(party_id: UUID) -> None:
    """The key was destroyed in this very transaction."""
    for keys in list(_held.values()):
        keys.pop(party_id, None)


def phone_hash(e164: str) -> bytes:
    """Keyed hash (32 bytes) that finds a phone again, within the present operator only."""
    return kit.lookup_hash(_phone_key(), f"phone {current_operator_id()}", e164)


@cache
def _phone_key() -> bytes:
    # Derived from version 1 of the master key, which rotation never takes away.
    return master_key().derive("people.phone")


def _room() -> Keys:
    blocks = connection.atomic_blocks
    return _held.setdefault(blocks[0], {}) if blocks else {}

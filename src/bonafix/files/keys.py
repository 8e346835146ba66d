"""Whose key wraps a file's key: its person's, or its retention class's."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from bonafix.files.models import ClassKey, StoredFile
from bonafix.files.rules import PERSON
from bonafix.kit.sealing import Unreadable, new_data_key
from bonafix.ledger.acts import Act
from bonafix.operators.keys import master_key


@dataclass(frozen=True, slots=True)
class PersonCells:
    """How to seal a text under a party's key and open it again; None when it was erased.

    People live above this package: `config` hands in people.sealing.
    """

    seal: Callable[[UUID, str], bytes]
    unseal: Callable[[bytes], str | None]


_cells: list[PersonCells] = []


def use_person_cells(cells: PersonCells) -> None:
    """Called once by the wiring."""
    _cells[:] = [cells]


def _person_cells() -> PersonCells:
    if not _cells:
        raise RuntimeError("files of persons need keys: call files.keys.use_person_cells first")
    return _cells[0]


def wrap(act: Act, file: StoredFile, key: bytes) -> bytes:
    """The file's key as it may be stored."""
    if file.wrapped_by == PERSON:
        assert file.owner_id is not None
        return _person_cells().seal(file.owner_id, key.hex())
    return wrap_in_class(act, file.category, file.id, key)


def wrap_in_class(act: Act, category: str, what: UUID, key: bytes) -> bytes:
    """A key under the key of its retention class, for this id only."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_class_key(act, category)).encrypt(nonce, key, what.bytes)


def unwrap(file: StoredFile) -> bytes | None:
    """The file's key; None when it was destroyed or its person erased. `Unreadable` if damaged."""
    if file.wrapped_key is None:
        return None
    blob = bytes(file.wrapped_key)
    if file.wrapped_by == PERSON:
        text = _person_cells().unseal(blob)
        return bytes.fromhex(text) if text is not None else None
    return unwrap_in_class(file.category, file.id, blob)


def unwrap_in_class(category: str, what: UUID, blob: bytes) -> bytes:
    """The key that `wrap_in_class` wrapped for this id. `Unreadable` for any other."""
    held = ClassKey.objects.filter(category=category).first()
    if held is None:
        raise Unreadable
    try:
        opened = AESGCM(master_key().unwrap(bytes(held.wrapped)))
        return opened.decrypt(blob[:12], blob[12:], what.bytes)
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def _class_key(act: Act, category: str) -> bytes:
    held = ClassKey.objects.filter(category=category).first()
    if held is None:
        # Two first files of a class at once must not make two keys.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"files.class_key:{act.operator_id}:{category}"],
            )
        held = ClassKey.objects.filter(category=category).first()
    if held is None:
        held = ClassKey(
            operator_id=act.operator_id,
            category=category,
            wrapped=master_key().wrap(new_data_key()),
            created_at=act.now,
        )
        act.record("files.class_key_made", ("operator", act.operator_id), rows=[held])
    return master_key().unwrap(bytes(held.wrapped))


def rewrap_class_keys(act: Act) -> int:
    """Wrap every class key by the current master key; how many. For rotation."""
    rows = list(ClassKey.objects.select_for_update(no_key=True).order_by("id"))
    for row in rows:
        row.wrapped = master_key().wrap(master_key().unwrap(bytes(row.wrapped)))
    if rows:
        act.record("files.class_keys_rewrapped", ("operator", act.operator_id), rows=rows)
    return len(rows)

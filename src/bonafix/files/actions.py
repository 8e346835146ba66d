"""Taking a file into custody, reading it, destroying it. Each touch says who and why.

Who may do it is decided by the package whose file it is: a repair's voucher by repairs.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from bonafix.files.backends import MissingObject, backend
from bonafix.files.errors import FileDamaged, FileGone, NoSuchFile
from bonafix.files.keys import unwrap, wrap
from bonafix.files.models import StoredFile
from bonafix.files.rules import (
    DESTROYED,
    STORED,
    check_kind,
    check_why,
    keep_until,
    new_object_name,
    wrapped_by,
)
from bonafix.files.streams import Altered, Digests, decrypt, encrypt
from bonafix.kit.sealing import Unreadable, new_data_key
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor


def store(
    act: Act,
    content: bytes | BinaryIO,
    media_type: str,
    category: str,
    owner_id: UUID | None,
    purpose: str,
) -> StoredFile:
    """Encrypt `content` under a key of its own and take it into custody.

    The object is in the store before the action commits; if the action does not, the
    sweep removes it. `purpose` is made of words, case numbers and ids. A stream is read
    from where it stands, in pieces of 1 MiB. `NotStorable` for an unknown category.
    """
    check_kind(media_type, category)
    check_why(purpose)
    file = StoredFile(
        operator_id=act.operator_id,
        media_type=media_type,
        category=category,
        owner_id=owner_id,
        object_name=new_object_name(),
        wrapped_by=wrapped_by(category, owner_id),
        created_at=act.now,
    )
    key, digests = new_data_key(), Digests()
    file.wrapped_key = wrap(act, file, key)
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    sealed = encrypt(source, key, file.id, digests)
    backend().put(act.operator_id, file.object_name, sealed, keep_until(category, act.now))
    file.sha256, file.sm3, file.size = digests.sha256(), digests.sm3(), digests.size
    act.record("files.stored", ("file", file.id), rows=[file], body={"why": purpose})
    return file


def open_content(act: Act, file_id: UUID, why: str) -> Iterator[bytes]:
    """The content in pieces of up to 1 MiB; opening it is on record.

    `NoSuchFile`; `FileGone` when its key is gone; `FileDamaged` (from the iterator, at
    the latest after the last piece) when the object is not what was stored.
    """
    check_why(why)
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NoSuchFile
    pieces = pieces_of(file)
    act.record("files.read", ("file", file.id), body={"file": str(file.id), "why": why})
    return pieces


def hand_out(act: Act, file_id: UUID, why: str) -> StoredFile:
    """Put on record that a file is given away; `pieces_of` then gives its content, later.

    For many files at once, that must not all be open at the same time. `NoSuchFile`.
    """
    check_why(why)
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NoSuchFile
    act.record("files.read", ("file", file.id), body={"file": str(file.id), "why": why})
    return file


def read(act: Act, file_id: UUID, why: str) -> bytes:
    """The whole content, for files that fit into memory. Errors as `open_content`."""
    return b"".join(open_content(act, file_id, why))


def read_file(actor: Actor, now: datetime, file_id: UUID, why: str) -> bytes:
    """Read as an action of its own, for faces."""
    with begin(actor, now) as act:
        return read(act, file_id, why)


def destroy(act: Act, file_id: UUID, why: str) -> StoredFile:
    """Kill the file's key; its object follows with the next sweep. Again is no error."""
    check_why(why)
    file = StoredFile.objects.select_for_update(no_key=True).filter(pk=file_id).first()
    if file is None:
        raise NoSuchFile
    if file.status == STORED:
        file.status, file.destroyed_at, file.wrapped_key = DESTROYED, act.now, None
        act.record("files.destroyed", ("file", file.id), rows=[file], body={"why": why})
    return file


def pieces_of(file: StoredFile) -> Iterator[bytes]:
    """Open and decrypt, without a custody entry: for the audit, and after `hand_out`."""
    try:
        key = unwrap(file)
    except Unreadable as error:
        raise FileDamaged(file.id, what="its key cannot be unwrapped") from error
    if key is None:
        raise FileGone
    try:
        source = backend().open(file.operator_id, file.object_name)
    except MissingObject as error:
        raise FileDamaged(file.id, what="its object is missing") from error
    return _checked(file, key, source)


def _checked(file: StoredFile, key: bytes, source: BinaryIO) -> Iterator[bytes]:
    digests = Digests()
    with source:
        try:
            for piece in decrypt(source, key, file.id):
                digests.update(piece)
                yield piece
        except Altered as error:
            raise FileDamaged(file.id, what=str(error)) from error
    if digests.sha256() != bytes(file.sha256) or digests.sm3() != bytes(file.sm3):
        raise FileDamaged(file.id, what="its content is not what the record says")

"""Objects from one store into another: copied as they lie, read back, and compared.

Nothing is decrypted and nothing removed. An object is written whole or not at all, so a run that
was broken off is taken up by the next; what it finds in the new store it compares as well.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Final
from uuid import UUID

from bonafix.files.backends import Backend, MissingObject
from bonafix.files.models import StoredFile, UploadPart
from bonafix.files.rules import STORED, keep_until
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor

PIECE: Final = 1 << 20


@dataclass
class Moved:
    """Objects copied now, those that were there, and names with what is wrong."""

    copied: int = 0
    there: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)


def move_objects(operator_id: UUID, now: datetime, source: Backend, target: Backend) -> Moved:
    """Every object that a file or an unfinished upload of this operator names (acting as it).

    Locks of the new store run from each file's arrival. What was copied stands on record.
    """
    told = Moved()
    for name, locked_until in _wanted():
        until = locked_until if locked_until is not None and locked_until > now else None
        _move(operator_id, name, until, (source, target), told)
    if told.copied:
        with begin(Actor.system(operator_id), now) as act:
            body = {"copied": told.copied, "there": told.there, "faults": len(told.faults)}
            act.record("files.moved", ("operator", operator_id), body=body)
    return told


def _wanted() -> Iterator[tuple[str, datetime | None]]:
    files = StoredFile.objects.filter(status=STORED).order_by("id")
    for file in files.iterator(chunk_size=500):
        yield file.object_name, keep_until(file.category, file.created_at)
    for name in UploadPart.objects.order_by("id").values_list("object_name", flat=True):
        yield name, None


def _move(
    operator_id: UUID,
    name: str,
    until: datetime | None,
    stores: tuple[Backend, Backend],
    told: Moved,
) -> None:
    source, target = stores
    before = _digest(source, operator_id, name)
    after = _digest(target, operator_id, name)
    if before is None and after is None:
        told.faults.append((name, "is in neither store"))
    elif before is None:
        told.there += 1  # the house has worked with the new store since
    elif after is None:
        with source.open(operator_id, name) as content:
            target.put(operator_id, name, _pieces(content), until)
        if _digest(target, operator_id, name) == before:
            told.copied += 1
        else:
            told.faults.append((name, "reads otherwise in the new store"))
    elif after == before:
        told.there += 1
    else:
        told.faults.append((name, "lies in both stores and is not the same"))


def _digest(store: Backend, operator_id: UUID, name: str) -> bytes | None:
    """SHA-256 of an object as it lies there; None when it does not."""
    try:
        with store.open(operator_id, name) as content:
            return _sum(_pieces(content))
    except MissingObject:
        return None


def _sum(pieces: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece

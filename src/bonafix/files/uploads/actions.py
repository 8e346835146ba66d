"""Beginning an upload, taking its pieces, giving it up, and making it one file.

Pieces are objects of the store, each encrypted under a key of its own: any process of any
host can take the next one. Unfinished uploads are not state: what they become is on record,
once, by `finish`.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from bonafix.files.actions import store
from bonafix.files.backends import MissingObject, backend
from bonafix.files.errors import FileDamaged
from bonafix.files.keys import unwrap_in_class, wrap_in_class
from bonafix.files.models import StoredFile, Upload, UploadPart
from bonafix.files.rules import UPLOAD, new_object_name
from bonafix.files.streams import Altered, Digests, decrypt, encrypt
from bonafix.files.uploads.rules import (
    DROPPED,
    OPEN,
    PATIENCE,
    STORED,
    WHOLE,
    Held,
    NoSuchUpload,
    check_begin,
    check_piece,
)
from bonafix.kit.ids import uuid7
from bonafix.kit.sealing import new_data_key
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor

Subject = tuple[str, UUID]


def begin_upload(
    act: Act, subject: Subject, owner_id: UUID, length: int, media_type: str, told: dict[str, Any]
) -> Upload:
    """Announce a file of `length` bytes for a subject; the caller holds the subject locked.

    `told` are words about it that the caller checked. Errors as `rules.check_begin`.
    """
    mine = Upload.objects.filter(subject_kind=subject[0], subject_id=subject[1])
    sums = mine.exclude(status=DROPPED).aggregate(n=Count("id"), size=Coalesce(Sum("length"), 0))
    check_begin(length, media_type, Held(sums["n"], sums["size"]))
    return Upload.objects.create(
        operator_id=act.operator_id,
        subject_kind=subject[0],
        subject_id=subject[1],
        owner_id=owner_id,
        length=length,
        media_type=media_type,
        told=told,
        status=OPEN,
        begun_at=act.now,
        moved_at=act.now,
    )


def find(upload_id: UUID, subject: Subject) -> Upload:
    """The upload, if it is one of this subject's. `NoSuchUpload`."""
    found = Upload.objects.filter(
        pk=upload_id, subject_kind=subject[0], subject_id=subject[1]
    ).first()
    if found is None or found.status == DROPPED:
        raise NoSuchUpload
    return found


def waiting_of(subject: Subject) -> list[Upload]:
    """What was sent to the last byte and is no file yet: the worker comes to it."""
    rows = Upload.objects.filter(subject_kind=subject[0], subject_id=subject[1], status=WHOLE)
    return list(rows.order_by("id"))


def take_piece(operator_id: UUID, now: datetime, upload: Upload, at: int, data: bytes) -> int:
    """Keep the bytes from `at` on; the new offset. With the last one, `files.uploaded` is deferred.

    The object is written first; of two that bring the same piece one commits, and the object
    of the other is swept. Errors as `rules.check_piece`.
    """
    check_piece(upload.status, upload.offset, upload.length, at, len(data))
    if not data:
        return upload.offset
    part = UploadPart(id=uuid7(), operator_id=operator_id, upload_id=upload.id, start=at)
    part.size, part.object_name, key = len(data), new_object_name(), new_data_key()
    sealed = encrypt(BytesIO(data), key, part.id, Digests())
    backend().put(operator_id, part.object_name, sealed)
    with begin(Actor.system(operator_id), now) as act:
        row = Upload.objects.select_for_update(no_key=True).get(pk=upload.id)
        check_piece(row.status, row.offset, row.length, at, len(data))
        part.wrapped_key = wrap_in_class(act, UPLOAD, part.id, key)
        part.save(force_insert=True)
        row.offset, row.moved_at = at + len(data), now
        if row.offset == row.length:
            row.status = WHOLE
            act.defer("files.uploaded", upload_id=row.id, subject_kind=row.subject_kind)
        row.save(update_fields=["offset", "moved_at", "status"])
    return row.offset


def drop(operator_id: UUID, now: datetime, upload: Upload) -> None:
    """Whoever uploads does not want it any more. What is whole already stays."""
    with begin(Actor.system(operator_id), now):
        row = Upload.objects.select_for_update(no_key=True).get(pk=upload.id)
        if row.status == OPEN:
            _forget(row, DROPPED)


def hold_whole(upload_id: UUID) -> Upload | None:
    """Inside an act: the upload, locked, if all of it is there and it is no file yet."""
    row = Upload.objects.select_for_update(no_key=True).filter(pk=upload_id).first()
    return row if row is not None and row.status == WHOLE else None


def finish(act: Act, upload: Upload, category: str, purpose: str) -> StoredFile:
    """The pieces of a held upload as one file in custody; bounded memory, 1 MiB a time."""
    source: Any = _Pieces(upload)
    return store(act, source, upload.media_type, category, upload.owner_id, purpose)


def close_as(upload: Upload, file_id: UUID) -> None:
    """The upload is this file from now on; its pieces go with the next sweep."""
    upload.file_id = file_id
    _forget(upload, STORED)


def let_go(upload_id: UUID) -> None:
    """Inside an act: nobody wants it any more; its pieces go with the next sweep, even if whole."""
    row = Upload.objects.select_for_update(no_key=True).get(pk=upload_id)
    if row.status in (OPEN, WHOLE):
        _forget(row, DROPPED)


def refuse(upload: Upload) -> None:
    """Nothing comes of a held upload; its pieces go with the next sweep."""
    _forget(upload, DROPPED)


def give_up(operator_id: UUID, now: datetime) -> int:
    """Drop what got no byte for a day; how many."""
    with begin(Actor.system(operator_id), now):
        old = Upload.objects.select_for_update(no_key=True, skip_locked=True).filter(
            status=OPEN, moved_at__lt=now - PATIENCE
        )
        rows = list(old.order_by("id"))
        for row in rows:
            _forget(row, DROPPED)
    return len(rows)


def _forget(row: Upload, status: str) -> None:
    UploadPart.objects.filter(upload_id=row.id).delete()
    row.status = status
    row.save(update_fields=["status", "file_id"])


class _Pieces:
    """The pieces of an upload as one stream."""

    def __init__(self, upload: Upload) -> None:
        self._content, self._held = _content(upload), b""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end."""
        if not self._held:
            self._held = next(self._content, b"")
        piece, self._held = self._held[:size], self._held[size:]
        return piece


def _content(upload: Upload) -> Iterator[bytes]:
    at = 0
    for part in UploadPart.objects.filter(upload_id=upload.id).order_by("start"):
        if part.start != at:
            raise FileDamaged(upload.id, what=f"the piece from {at} on is missing")
        key = unwrap_in_class(UPLOAD, part.id, bytes(part.wrapped_key))
        try:
            with backend().open(part.operator_id, part.object_name) as source:
                yield from decrypt(source, key, part.id)
        except (MissingObject, Altered) as error:
            raise FileDamaged(upload.id, what=f"the piece from {at} on was changed") from error
        at += part.size
    if at != upload.length:
        raise FileDamaged(upload.id, what=f"{upload.length - at} bytes are missing")

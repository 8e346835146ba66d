"""Asking for the whole data set, building it, handing it out: each on record."""

import tempfile
from datetime import datetime
from typing import IO, Final
from uuid import UUID

from bonafix.deadlines.actions import set_deadline
from bonafix.files.actions import read, store
from bonafix.files.rules import STORED
from bonafix.kit.errors import NotAllowed
from bonafix.kit.texts import N_
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.transfer.actions.common import (
    EXPORT_EXPIRES,
    EXPORT_KEPT,
    may,
    stream,
    worker_of,
)
from bonafix.transfer.errors import FileGone, NoSuchExport, PurposeUnknown
from bonafix.transfer.exports import whole
from bonafix.transfer.models import Export

ASKED: Final = "transfer.export_asked"
PURPOSES: Final = {
    "move": N_("Moving to another system"),
    "copy": N_("A copy of our own"),
    "audit": N_("An audit"),
    "authority": N_("An authority asked for it"),
}


def ask_export(actor: Actor, now: datetime, purpose: str, *, queued: bool = True) -> Export:
    """Somebody wants everything, and says what for. Raises NotAllowed, PurposeUnknown."""
    may(actor, "data.export")
    if purpose not in PURPOSES:
        raise PurposeUnknown
    with begin(actor, now) as act:
        row = Export(
            purpose=purpose,
            account_id=actor.id if actor.kind == "staff" else None,
            parts=whole.count_parts(),
            asked_at=now,
        )
        act.record("transfer.export_asked", stream(row), rows=[row])
        set_deadline(act, stream(row), EXPORT_EXPIRES, now + EXPORT_KEPT, new=True)
        if queued:
            act.defer(ASKED, export_id=row.id)
    return row


def build_export(operator_id: UUID, now: datetime, export_id: UUID) -> Export:
    """Build the ZIP of an export that was asked for, and take it into custody. Idempotent."""
    row = get(export_id)
    if row.status != "asked":
        return row
    actor = worker_of(row, now)
    try:
        may(actor, "data.export")
    except NotAllowed:
        return _done(Actor.system(operator_id), now, row, None)
    with tempfile.TemporaryFile() as target:
        for part in whole.write(target, operator_id, now):
            row.parts_done, row.rows = row.parts_done + 1, row.rows + part.rows
            if row.parts_done % 10 == 0:
                _progress(actor, now, row)
        target.seek(0)
        return _done(actor, now, row, target)


def _progress(actor: Actor, now: datetime, row: Export) -> None:
    with begin(actor, now) as act:
        act.record("transfer.export_progressed", stream(row), rows=[row])


def _done(actor: Actor, now: datetime, built: Export, target: IO[bytes] | None) -> Export:
    with begin(actor, now) as act:
        row = act.lock(Export, built.id)
        if row.status != "asked":
            return row
        row.parts_done, row.rows = built.parts_done, built.rows
        row.status, row.ready_at = "gone" if target is None else "ready", now
        if target is not None:
            media = "application/zip"
            row.file_id = store(act, target, media, "export", None, f"export {row.id}").id  # type: ignore[arg-type]
        act.record("transfer.export_ready", stream(row), rows=[row])
    return row


def hand_out(actor: Actor, now: datetime, export_id: UUID) -> bytes:
    """The ZIP itself; who took it is on record. Raises NotAllowed, NoSuchExport, FileGone."""
    may(actor, "data.export")
    row = get(export_id)
    if row.file is None or row.file.status != STORED:
        raise FileGone
    with begin(actor, now) as act:
        return read(act, row.file.id, f"export {row.id}")


def get(export_id: UUID) -> Export:
    """The export. `NoSuchExport`."""
    found = Export.objects.filter(pk=export_id).first()
    if found is None:
        raise NoSuchExport
    return found

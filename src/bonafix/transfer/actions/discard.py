"""Letting an import go: its files are destroyed; what came in by it stays."""

from datetime import datetime
from uuid import UUID

from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.transfer.actions.common import drop, hold, may, stream
from bonafix.transfer.errors import NotReady
from bonafix.transfer.models import Export, Import


def discard(actor: Actor, now: datetime, import_id: UUID) -> Import:
    """Nothing of the file is wanted. Raises NotAllowed, NoSuchImport, NotReady."""
    may(actor, "data.import")
    with begin(actor, now) as act:
        row = hold(act, import_id)
        if row.status not in ("uploaded", "checked", "unreadable"):
            raise NotReady
        drop(act, row.source_id, f"import {row.id}")
        drop(act, row.report_id, f"import {row.id}")
        row.status, row.ended_at = "discarded", now
        act.record("transfer.discarded", stream(row), rows=[row])
    return row


def expire(operator_id: UUID, now: datetime, kind: str, row_id: UUID) -> None:
    """The time of its files is over. Idempotent; `kind` is import or export."""
    with begin(Actor.system(operator_id), now) as act:
        if kind == "export":
            export = Export.objects.select_for_update(no_key=True).filter(pk=row_id).first()
            if export is not None and export.status != "gone":
                drop(act, export.file_id, f"export {export.id}")
                export.status = "gone"
                act.record("transfer.export_gone", stream(export), rows=[export])
            return
        row = Import.objects.select_for_update(no_key=True).filter(pk=row_id).first()
        if row is None:
            return
        drop(act, row.source_id, f"import {row.id}")
        drop(act, row.report_id, f"import {row.id}")
        if row.ended_at is None:
            row.status, row.ended_at = "discarded", now
            act.record("transfer.discarded", stream(row), rows=[row])

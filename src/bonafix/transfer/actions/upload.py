"""A file is brought in: it lies in custody, and a worker looks at it."""

import hashlib
from datetime import datetime

from bonafix.deadlines.actions import set_deadline
from bonafix.files.actions import store
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.transfer.actions.common import IMPORT_EXPIRES, IMPORT_KEPT, may, stream
from bonafix.transfer.errors import FileUnreadable, KindUnknown
from bonafix.transfer.models import Import
from bonafix.transfer.reading.limits import MAX_BYTES
from bonafix.transfer.rules.tables import KINDS

UPLOADED = "transfer.uploaded"


def upload(
    actor: Actor, now: datetime, kind: str, content: bytes, *, queued: bool = True
) -> Import:
    """Take the file; nothing of it is looked at yet. It is destroyed after seven days at most.

    `queued`: a worker looks at it; at the console the caller does. Raises NotAllowed,
    KindUnknown, FileUnreadable.
    """
    may(actor, "data.import")
    if kind not in KINDS:
        raise KindUnknown
    if not content:
        raise FileUnreadable("empty")
    if len(content) > MAX_BYTES:
        raise FileUnreadable("too_big")
    with begin(actor, now) as act:
        row = Import(
            kind=kind,
            account_id=actor.id if actor.kind == "staff" else None,
            sha256=hashlib.sha256(content).digest(),
            size=len(content),
            uploaded_at=now,
        )
        media_type = "application/octet-stream"
        file = store(act, content, media_type, "import", None, f"import {row.id}")
        row.source_id = file.id
        act.record("transfer.uploaded", stream(row), rows=[row])
        set_deadline(act, stream(row), IMPORT_EXPIRES, now + IMPORT_KEPT, new=True)
        if queued:
            act.defer(UPLOADED, import_id=row.id)
    return row

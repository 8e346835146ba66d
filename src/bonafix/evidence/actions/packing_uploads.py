"""Long clips of a merchant's parcels: announced, sent piece by piece, then a record like others."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.access import require
from bonafix.evidence.actions.packing import Parcel, check_parcel, new_row, subject
from bonafix.evidence.models import Packing
from bonafix.evidence.parcels import Told
from bonafix.examine.reading.kinds import kind_of
from bonafix.files.actions import pieces_of
from bonafix.files.models import StoredFile, Upload
from bonafix.files.uploads.actions import begin_upload, close_as, finish, hold_whole, refuse
from bonafix.kit.clock import format_instant, parse_instant
from bonafix.kit.ids import uuid7
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.models import Party
from bonafix.people.queries import party
from bonafix.people.tokens import issue

# What an upload for a record is called, and the purpose of the link that takes its pieces.
KIND: Final = "packing"
PURPOSE: Final = "upload"
LINK_SECONDS: Final = 48 * 3600


def begin_packing(
    actor: Actor, now: datetime, merchant_id: UUID, parcel: Parcel, length: int, media_type: str
) -> tuple[Upload, str]:
    """Announce a file of `length` bytes; the upload, and the token of the link for its pieces.

    `NotAllowed`, `BadParcel`, and the errors of `files.uploads.rules.check_begin`.
    """
    require(actor, "packing.add", subject(actor.operator_id, merchant_id))
    check_parcel(parcel, now)
    with begin(actor, now) as act:
        told: dict[str, Any] = {
            "kind": parcel.kind,
            "order": parcel.told.order_ref,
            "waybill": parcel.told.waybill,
            "serials": list(parcel.told.serials),
            "taken_at": format_instant(parcel.taken_at) if parcel.taken_at else "",
            "actor": [actor.kind, str(actor.id) if actor.id else ""],
        }
        owner = party(merchant_id).id
        # A subject of its own: what came before does not count against it.
        upload = begin_upload(act, (KIND, uuid7()), owner, length, media_type, told)
        return upload, issue(act.operator_id, PURPOSE, upload.id, now, LINK_SECONDS)


class _Aside(Exception):
    """Tells `attempt` to undo the file: it is there already, or is no picture and no clip."""

    def __init__(self, row: Packing | None) -> None:
        super().__init__()
        self.row = row


def take_packing(operator_id: UUID, now: datetime, upload_id: UUID) -> Packing | None:
    """A whole upload becomes a record, by whoever announced it; again is no error.

    The very same bytes are the same record. What is neither picture nor clip is given up.
    """
    about = Upload.objects.filter(pk=upload_id, subject_kind=KIND).first()
    if about is None:
        return None
    with begin(_who(operator_id, about), now) as act:
        act.lock(Party, about.owner_id)
        upload = hold_whole(upload_id)
        if upload is None:
            return Packing.objects.filter(file_id=about.file_id).first() if about.file_id else None
        try:
            with act.attempt():
                row = _recorded(act, upload)
        except _Aside as aside:
            if aside.row is None:
                refuse(upload)
                return None
            row = aside.row
        close_as(upload, row.file_id)
        return row


def _recorded(act: Act, upload: Upload) -> Packing:
    file = finish(act, upload, "evidence", f"packing {upload.owner_id}")
    digest = bytes(file.sha256).hex()
    held = Packing.objects.filter(merchant_id=upload.owner_id, digest=digest).first()
    if held is not None or _media(file) not in ("picture", "video"):
        raise _Aside(held)
    told = upload.told
    parcel = Parcel(
        told["kind"],
        Told(told["order"], told["waybill"], tuple(told["serials"])),
        parse_instant(told["taken_at"]) if told["taken_at"] else None,
    )
    return new_row(act, upload.owner_id, parcel, file.id, digest)


def _media(file: StoredFile) -> str:
    return kind_of(next(pieces_of(file), b"")[:1024]).media


def _who(operator_id: UUID, upload: Upload) -> Actor:
    kind, key = upload.told["actor"]
    return Actor(
        operator_id,
        kind,
        id=UUID(key) if key else None,
        roles=frozenset({"merchant"}),
        party_ids=frozenset({upload.owner_id}),
    )

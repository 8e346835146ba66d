"""Sound of a visit comes into custody, in pieces from a telephone.

The pieces go through the same store as every other upload: each under a key of its own, asked
for again from where they stand, one file in the end.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.access import may
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, subject_of
from bonafix.deadlines.actions import set_deadline
from bonafix.files.models import Upload
from bonafix.files.uploads import actions as uploads
from bonafix.files.uploads.rules import DROPPED, OPEN, STORED, WHOLE, NoSuchUpload
from bonafix.kit.clock import format_instant, parse_instant
from bonafix.kit.errors import Conflict, Invalid, NotAllowed
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.late import had_visit
from bonafix.repairs.actions.moving import hold
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.actions.recording import ENDS, KIND, newest_choice
from bonafix.repairs.models import Repair
from bonafix.repairs.recordings import Recording
from bonafix.repairs.rules.late import happened
from bonafix.repairs.rules.recordings import (
    MOST,
    VISIT,
    WITHDRAWN,
    WORDING,
    NotASound,
    RecordingNotWanted,
    check_length,
    kept_until,
    sound_of,
    stands,
)

CATEGORY: Final = "recording"


@dataclass(frozen=True, slots=True)
class Sound:
    """What a device says of a recording before it sends it."""

    client_id: UUID
    length: int  # bytes
    media_type: str
    seconds: int
    began_at: datetime
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it has come: open with the next offset, whole, or stored."""

    client_id: UUID
    offset: int
    length: int
    state: str


def announce(actor: Actor, now: datetime, number: str, sound: Sound) -> Standing:
    """Begin to send a recording of a visit, or ask how far it has come.

    Whoever had the visit sends what was recorded there, also later. `RecordingNotWanted` when
    no yes stood as it began, or the yes was taken back since: that it was not taken is on
    record, and the device drops it.
    """
    case = _allowed(actor, number)
    if (known := _standing(sound.client_id, case.id)) is not None:
        return known
    if not sound.media_type.startswith("audio/"):
        raise NotASound
    check_length(sound.seconds)
    began = happened(sound.began_at, sound.sent_at, now, [])
    with begin(actor, now) as act:
        case, repair = hold(act, case.id)
        if (known := _standing(sound.client_id, case.id)) is not None:
            return known
        wanted = stands(newest_choice(case.id), began, policy_at(now).recording_days)
        if wanted:
            check_room(case)
            upload = _begin(act, case, repair, sound, began)
        else:
            _not_taken(act, case, sound.client_id)
    if not wanted:
        raise RecordingNotWanted
    return Standing(sound.client_id, upload.offset, upload.length, upload.status)


def _begin(act: Act, case: Case, repair: Repair, sound: Sound, began: datetime) -> Upload:
    newest = newest_choice(case.id)
    told: dict[str, Any] = {
        "case": str(case.id),
        "choice": str(newest.id) if newest else "",
        "technician": str(act.actor.technician_id or ""),
        "by": act.actor.label(),
        "seconds": sound.seconds,
        "began_at": format_instant(began),
        "sent_at": format_instant(sound.sent_at),
    }
    subject = (KIND, sound.client_id)
    owner = repair.customer_id
    return uploads.begin_upload(act, subject, owner, sound.length, sound.media_type, told)


def _not_taken(act: Act, case: Case, client_id: UUID) -> None:
    body = {"client_id": str(client_id), "because": WITHDRAWN}
    act.record("repairs.recording_not_taken", ("case", case.id), body=body)


def take_piece(
    actor: Actor, now: datetime, number: str, client_id: UUID, at: int, data: bytes
) -> Standing:
    """The bytes from `at` on; with the last of them the worker makes it one file.

    `NotASound` for a beginning that is none; otherwise as `announce` and `uploads.take_piece`.
    """
    case = _allowed(actor, number)
    if stored_once(client_id, case.id) is not None:
        return _standing(client_id, case.id) or Standing(client_id, at, at, STORED)
    _still_wanted(case, client_id)
    upload = _upload(client_id, case.id)
    if at == 0 and data and sound_of(data[:64]) != upload.media_type:
        raise NotASound
    offset = uploads.take_piece(actor.operator_id, now, upload, at, data)
    state = OPEN if offset < upload.length else WHOLE
    return Standing(client_id, offset, upload.length, state)


def _still_wanted(case: Case, client_id: UUID) -> None:
    """`RecordingNotWanted` once the yes was taken back, which has dropped the upload."""
    if not Upload.objects.filter(subject_kind=KIND, subject_id=client_id).exists():
        raise NoSuchUpload
    newest = newest_choice(case.id)
    if newest is None or not newest.allowed:
        raise RecordingNotWanted


def _upload(client_id: UUID, case_id: UUID) -> Upload:
    found = Upload.objects.filter(subject_kind=KIND, subject_id=client_id).order_by("id").last()
    if found is None or found.status == DROPPED:
        raise NoSuchUpload
    if found.told["case"] != str(case_id):
        raise Conflict("client_id_used", "This client_id belongs to another step.")
    return found


def stored_once(client_id: UUID, case_id: UUID) -> Recording | None:
    """The recording with this device id, if it has arrived before."""
    found = Recording.objects.filter(client_id=client_id).first()
    if found is not None and found.case_id != case_id:
        raise Conflict("client_id_used", "This client_id belongs to another step.")
    return found


def _standing(client_id: UUID, case_id: UUID) -> Standing | None:
    """How far it has come; None when it was never begun, or was let go."""
    if stored_once(client_id, case_id) is not None:
        return Standing(client_id, 0, 0, STORED)
    try:
        row = _upload(client_id, case_id)
    except NoSuchUpload:
        return None
    return Standing(client_id, row.offset, row.length, row.status)


def check_room(case: Case) -> None:
    """Refuse more recordings of one case than a case can have."""
    if Recording.objects.filter(case_id=case.id).count() >= MOST:
        raise Invalid("recordings_many", "This visit has 20 recordings already.", field="file")


def _allowed(actor: Actor, number: str) -> Case:
    case = by_number(number)
    if not (may(actor, "visit.add_file", subject_of(case)) or had_visit(actor, case)):
        raise NotAllowed("not_allowed", "You may not do this here.")
    return case


def take_in(operator_id: UUID, now: datetime, upload_id: UUID) -> Recording | None:
    """A whole upload becomes a recording in custody; again is no error.

    None when it is not wanted any more: then its pieces go, and no file is made of them.
    """
    about = Upload.objects.filter(pk=upload_id, subject_kind=KIND).first()
    if about is None:
        return None
    with begin(Actor.system(operator_id), now) as act:
        case, _repair = hold(act, UUID(about.told["case"]))
        upload = uploads.hold_whole(upload_id)
        if upload is None:
            return Recording.objects.filter(client_id=about.subject_id).first()
        began, policy = parse_instant(about.told["began_at"]), policy_at(now)
        if not stands(newest_choice(case.id), began, policy.recording_days):
            uploads.let_go(upload.id)
            _not_taken(act, case, about.subject_id)
            return None
        return _file(act, case, upload)


def _file(act: Act, case: Case, upload: Upload) -> Recording:
    told = upload.told
    file = uploads.finish(act, upload, CATEGORY, f"recording {case.number}")
    row = Recording(
        case_id=case.id,
        client_id=upload.subject_id,
        source=VISIT,
        technician_id=UUID(told["technician"]) if told["technician"] else None,
        choice_id=UUID(told["choice"]),
        notice=WORDING,
        file_id=file.id,
        media_type=upload.media_type,
        seconds=told["seconds"],
        began_at=parse_instant(told["began_at"]),
        recorded_at=act.now,
        sent_at=parse_instant(told["sent_at"]),
    )
    keep_recording(act, row, {"by": told["by"]})
    uploads.close_as(upload, file.id)
    return row


def keep_recording(act: Act, row: Recording, body: dict[str, Any]) -> None:
    """Put it on record with its end, which comes by itself."""
    policy = policy_at(act.now)
    row.policy_version = policy.version
    row.kept_until = kept_until(act.now, policy.recording_days)
    act.record(
        "repairs.recording_kept", ("case", row.case_id), rows=[row], body={**body, "of": row.source}
    )
    set_deadline(act, (KIND, row.id), ENDS, row.kept_until, new=True)

"""Sound of visits and calls: the customer's choice, a visit's in pieces, a call's as one file."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from bonafix.api.auth import actor_in
from bonafix.files.uploads.rules import PieceTooLong
from bonafix.kit.clock import format_instant, now, parse_instant
from bonafix.kit.errors import Invalid
from bonafix.repairs.actions.calls import Call, attach_call
from bonafix.repairs.actions.recorded import Sound, Standing, announce, take_piece
from bonafix.repairs.actions.recording import choose_recording
from bonafix.repairs.rules.recordings import WORDING

router = Router(tags=["recordings"])
visits = Router(tags=["recordings"])
# Hours of speech as telephones record it.
MOST_BYTES: Final = 20 * 1024 * 1024


class ChoiceIn(Schema):
    """What the customer chose; a no also ends what was recorded before it."""

    allowed: bool


class ChoiceOut(Schema):
    """What holds now, and the version of the notice that stands beside the choice."""

    allowed: bool
    wording: str


class SoundIn(Schema):
    """A recording that a telephone holds; `length` in bytes, the clocks are the device's."""

    client_id: UUID
    length: int
    media_type: str = Field(description="audio/webm, audio/mp4, audio/ogg …")
    seconds: int
    began_at: str
    sent_at: str


class SoundOut(Schema):
    """How far it has come; `state`: open (send from `offset` on), whole, stored."""

    client_id: UUID
    offset: int
    length: int
    state: str
    recorded_at: str = Field(description="The house's clock at this answer.")


class RecordingOut(Schema):
    """A recorded call in custody; the same client_id twice is one recording."""

    client_id: UUID
    kept_until: str
    replayed: bool


@router.post("/{number}/recording", response=ChoiceOut, summary="May the visit be recorded?")
def recording_choose(request: HttpRequest, number: str, body: ChoiceIn) -> Any:
    """Without a yes nothing is recorded, and nothing else depends on it. Taken back at any time.

    The customer's own page, staff and the system that reported say both; a technician can only
    bring the customer's no.
    """
    choose_recording(actor_in(request), now(), number, body.allowed)
    return {"allowed": body.allowed, "wording": WORDING}


@router.post("/{number}/recordings", response={201: RecordingOut}, summary="Attach a call")
def recording_attach(
    request: HttpRequest,
    number: str,
    client_id: Form[UUID],
    began_at: Form[str],
    seconds: Form[int],
    notice: Form[str],
    consent: Form[bool],
    file: File[UploadedFile],
) -> Any:
    """A recorded call, 20 MB at most: which notice was given before it, and that a yes followed.

    409 `recording_not_wanted` when the customer has said no since; it is not kept then.
    """
    call = Call(
        client_id=client_id,
        content=file.read(MOST_BYTES + 1),
        seconds=seconds,
        began_at=_instant(began_at, "began_at"),
        notice=notice,
        consent=consent,
    )
    if len(call.content) > MOST_BYTES:
        raise Invalid("recording_too_long", "A call may have at most 20 MB.", field="file")
    row, replayed = attach_call(actor_in(request), now(), number, call)
    told = {
        "client_id": row.client_id,
        "kept_until": format_instant(row.kept_until),
        "replayed": replayed,
    }
    return Status(201, told)


@visits.post("/{number}/recordings", response=SoundOut, summary="Begin to send a recording")
def recording_begin(request: HttpRequest, number: str, body: SoundIn) -> Any:
    """Announce a recording of the visit, or ask from where to go on.

    409 `recording_not_wanted` when no consent stood, or it was taken back: the device drops it.
    """
    sound = Sound(
        client_id=body.client_id,
        length=body.length,
        media_type=body.media_type.partition(";")[0].strip().lower(),
        seconds=body.seconds,
        began_at=_instant(body.began_at, "began_at"),
        sent_at=_instant(body.sent_at, "sent_at"),
    )
    return _told(announce(actor_in(request), now(), number, sound))


@visits.post("/{number}/recordings/{sound}", response=SoundOut, summary="Send its next piece")
def recording_piece(request: HttpRequest, number: str, sound: UUID, offset: int) -> Any:
    """Of the recording with this client_id the bytes from `offset` on, 2 MiB at most, as the body.

    409 `other_offset`: ask anew.
    """
    try:
        data = request.body
    except RequestDataTooBig as error:
        raise PieceTooLong from error
    return _told(take_piece(actor_in(request), now(), number, sound, offset, data))


def _told(one: Standing) -> dict[str, Any]:
    return {
        "client_id": one.client_id,
        "offset": one.offset,
        "length": one.length,
        "state": one.state,
        "recorded_at": format_instant(now()),
    }


def _instant(text: str, name: str) -> datetime:
    try:
        return parse_instant(text)
    except Invalid as error:
        error.field = name
        raise

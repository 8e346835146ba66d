"""A recorded call comes into custody: with the notice that was given and the yes that was said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.files.actions import store
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.moving import hold
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.actions.recorded import CATEGORY, check_room, keep_recording, stored_once
from bonafix.repairs.actions.recording import newest_choice
from bonafix.repairs.recordings import Recording
from bonafix.repairs.rules.recordings import (
    CALL,
    RecordingNotWanted,
    RecordingOff,
    check_length,
    check_stated,
    sound_of,
)


@dataclass(frozen=True, slots=True)
class Call:
    """A recorded call, with what was said before it was recorded."""

    client_id: UUID
    content: bytes
    seconds: int
    began_at: datetime
    notice: str  # which notice was given, in a word or by its version
    consent: bool  # whether the customer said yes after it


def attach_call(actor: Actor, now: datetime, number: str, call: Call) -> tuple[Recording, bool]:
    """Take a recorded call into custody; True when it had arrived before.

    `NotStated` without notice and consent, `RecordingNotWanted` when the customer has said no
    since it began, `RecordingOff` where nothing is recorded, `NotASound`.
    """
    case = by_number(number)
    require_case(actor, "recording.of_call", case)
    if (known := stored_once(call.client_id, case.id)) is not None:
        return known, True
    notice = check_stated(call.notice, call.consent)
    media = sound_of(call.content[:64])
    check_length(call.seconds)
    with begin(actor, now) as act:
        case, repair = hold(act, case.id)
        if (known := stored_once(call.client_id, case.id)) is not None:
            return known, True
        _check_call(act, case, call)
        purpose = f"recording {case.number}"
        file = store(act, call.content, media, CATEGORY, repair.customer_id, purpose)
        row = Recording(
            case_id=case.id,
            client_id=call.client_id,
            source=CALL,
            notice=notice,
            file_id=file.id,
            media_type=media,
            seconds=call.seconds,
            began_at=min(call.began_at, now),
            recorded_at=now,
        )
        keep_recording(act, row, {"consent": "said"})
    return row, False


def _check_call(act: Act, case: Case, call: Call) -> None:
    if policy_at(act.now).recording_days == 0:
        raise RecordingOff
    newest = newest_choice(case.id)
    if newest is not None and not newest.allowed and newest.at >= call.began_at:
        raise RecordingNotWanted
    check_room(case)

"""Listening to a recording: by a named person, with a reason, and the customer can read who."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from bonafix.access import require
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case, subject_of
from bonafix.files.actions import hand_out, pieces_of
from bonafix.files.queries import stored_file
from bonafix.kit.errors import NotAllowed, NotFound
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import note_shown
from bonafix.repairs.actions.moving import hold
from bonafix.repairs.recordings import Recording


def open_recording(
    actor: Actor, now: datetime, number: str, recording_id: UUID, reason: str
) -> Recording:
    """Put on record who listens and why; `sound_of_recording` then gives the sound.

    Only somebody with a log-in of their own: no key of a program. `ReasonNeeded`,
    `ReasonTooLong`; `no_such_recording` (404) for one that ended, or is another case's.
    """
    case = by_number(number)
    require_case(actor, "recording.listen", case)
    if actor.kind != "staff" or actor.id is None:
        raise NotAllowed("not_allowed", "You may not do this here.")
    with begin(actor, now) as act:
        case, repair = hold(act, case.id)
        row = _held(case, recording_id)
        note_shown(act, repair.customer_id, "recording", reason)
        hand_out(act, row.file_id, f"recording.listen {case.number} {row.id}")
        body = {"recording": str(row.id)}
        act.record("repairs.recording_opened", ("case", case.id), body=body)
    return row


def sound_of_recording(
    actor: Actor, number: str, recording_id: UUID
) -> tuple[Recording, Iterator[bytes]]:
    """The sound in pieces, for whoever has just opened it. Refusals as `open_recording`."""
    case = by_number(number)
    require(actor, "recording.listen", subject_of(case))
    row = _held(case, recording_id)
    return row, pieces_of(stored_file(row.file_id))


def _held(case: Case, recording_id: UUID) -> Recording:
    row = Recording.objects.filter(pk=recording_id, case_id=case.id, ended_at__isnull=True).first()
    if row is None:
        raise NotFound("no_such_recording", "There is no such recording (any more).")
    return row

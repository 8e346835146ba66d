"""Whether a visit may be recorded: the customer's choice, and what ends with it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, customer_of, require_case
from bonafix.deadlines.actions import release
from bonafix.files.actions import destroy
from bonafix.files.models import Upload
from bonafix.files.uploads.actions import let_go
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.moving import hold
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.models import Repair
from bonafix.repairs.recordings import Recording, RecordingChoice
from bonafix.repairs.rules.recordings import (
    CHANNELS,
    ERASED,
    TIME,
    WITHDRAWN,
    WORDING,
    Choice,
    RecordingOff,
)

KIND: Final = "recording"
ENDS: Final = "recording_ends"


def newest_choice(case_id: UUID) -> Choice | None:
    """What the customer chose last; None while they have not chosen, which is a no."""
    row = RecordingChoice.objects.filter(case_id=case_id).order_by("id").last()
    return Choice(row.id, row.allowed, row.at) if row else None


def is_allowed(case_id: UUID, now: datetime) -> bool:
    """True while a yes stands and the operator keeps recordings at all."""
    newest = newest_choice(case_id)
    return newest is not None and newest.allowed and policy_at(now).recording_days > 0


def choose_recording(actor: Actor, now: datetime, number: str, allowed: bool) -> None:
    """The customer allows it, or does not; a no ends what was recorded before it, too.

    Staff and connected systems say it for the customer, a technician can only bring their no.
    The same again changes nothing. `RecordingOff` for a yes where nothing is recorded.
    """
    with begin(actor, now) as act:
        case = by_number(number)
        require_case(actor, "recording.allow" if allowed else "recording.decline", case)
        _own_matter(actor, case)
        case, _repair = hold(act, case.id)
        newest = newest_choice(case.id)
        if allowed and policy_at(now).recording_days == 0:
            raise RecordingOff
        if newest is not None and newest.allowed == allowed:
            return
        row = RecordingChoice(
            case_id=case.id,
            allowed=allowed,
            wording=WORDING,
            channel=CHANNELS[actor.kind],
            at=now,
        )
        act.record("repairs.recording_chosen", ("case", case.id), rows=[row])
        if not allowed:
            end_recordings(act, case.id, WITHDRAWN)


def _own_matter(actor: Actor, case: Case) -> None:
    """Somebody whom the customer named may do much, and not this."""
    if actor.kind == "customer" and actor.id not in (None, customer_of(case.id)):
        raise NotAllowed("not_allowed", "You may not do this here.")


def end_recordings(act: Act, case_id: UUID, because: str) -> int:
    """Every recording of the case is gone from now on, those on their way too; how many."""
    under_way = Upload.objects.filter(subject_kind=KIND, told__case=str(case_id))
    for upload in under_way.order_by("id"):
        let_go(upload.id)
    rows = Recording.objects.select_for_update(no_key=True).filter(
        case_id=case_id, ended_at__isnull=True
    )
    ended = [_end(act, row, because) for row in rows.order_by("id")]
    return len(ended)


def _end(act: Act, row: Recording, because: str) -> Recording:
    row.ended_at, row.ended_because = act.now, because
    release(act, (KIND, row.id), ENDS)
    destroy(act, row.file_id, f"recording.ended {row.id}")
    body = {"because": because}
    act.record("repairs.recording_ended", ("case", row.case_id), rows=[row], body=body)
    return row


def expire_recording(operator_id: UUID, now: datetime, recording_id: UUID) -> None:
    """Its days are over: the key is destroyed, and that stands on record. Idempotent."""
    with begin(Actor.system(operator_id), now) as act:
        row = act.lock(Recording, recording_id)
        if row.ended_at is None and row.kept_until <= now:
            _end(act, row, TIME)


def end_with_person(act: Act, party_id: UUID) -> None:
    """Whoever is erased, or locked away by a law: no law keeps their voice."""
    mine = Repair.objects.filter(customer_id=party_id).order_by("case_id")
    for case_id in mine.values_list("case_id", flat=True):
        end_recordings(act, case_id, ERASED)


def recordings_of(case_id: UUID) -> list[Recording]:
    """Those that are still there, oldest first."""
    rows = Recording.objects.filter(case_id=case_id, ended_at__isnull=True)
    return list(rows.order_by("began_at", "id"))

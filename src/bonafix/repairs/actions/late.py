"""Steps that waited on a device: taken in order, timed, and never lost when they come too late."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from bonafix.cases.models import Case, CaseParty
from bonafix.cases.queries import by_number
from bonafix.deadlines.queries import is_waiting
from bonafix.kit.errors import BonafixError, Conflict, NotAllowed
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.errors import PersonErased
from bonafix.people.sealing import seal, unseal
from bonafix.repairs.actions.duties import owe
from bonafix.repairs.actions.moving import hold
from bonafix.repairs.actions.steps import Step, TakenStep, take_step
from bonafix.repairs.actions.visit import seen_step
from bonafix.repairs.models import Promise, Repair, VisitStep
from bonafix.repairs.rules.late import ALREADY, MEANWHILE, happened, is_late, written
from bonafix.repairs.rules.promises import settle

CONFLICT = "conflict"
DUTY = "settle_conflict"
# The column of the repair that says when this step was done.
TIMES = {
    "depart": "departed_at",
    "arrive": "arrived_at",
    "repair": "repaired_at",
    "sign_off": "signed_off_at",
}
BEFORE = ("received_at", "arranged_at", "departed_at", "arrived_at", "repaired_at")


def take_or_keep(actor: Actor, now: datetime, number: str, step: Step) -> TakenStep:
    """Do what the step says; what the house cannot do any more is kept for a person to decide.

    A step that waited on the device of whoever had this visit is never refused because the
    house has gone on meanwhile: it becomes a `settle_conflict` of the dispatcher. Everything
    else is refused as `take_step` refuses it.
    """
    case = by_number(number)
    if step.sent_at is not None:
        written(step.content())
    try:
        taken = take_step(actor, now, number, step)
    except BonafixError as error:
        refusal = error
    else:
        timed = taken.step.sent_at is not None or taken.step.outcome == CONFLICT
        if step.sent_at is not None and not timed:
            # In an action of its own; a process that dies before it does it at the replay.
            return TakenStep(_time(actor, now, step, step.sent_at), taken.replayed)
        return taken
    if not _is_kept(actor, now, case, step, refusal):
        raise refusal
    return _keep(actor, now, case, step, refusal)


def _is_kept(actor: Actor, now: datetime, case: Case, step: Step, refusal: BonafixError) -> bool:
    if not is_late(step.done_at, now, step.kept) or not had_visit(actor, case):
        return False
    if isinstance(refusal, Conflict) and refusal.code == "client_id_used":
        return False
    return step.kept or refusal.code in MEANWHILE or isinstance(refusal, NotAllowed)


def had_visit(actor: Actor, case: Case) -> bool:
    """True for the technician who is, or once was, sent to this case or one merged into it."""
    if actor.technician_id is None or actor.operator_id != case.operator_id:
        return False
    return (
        CaseParty.objects.filter(party_id=actor.technician_id, role="technician")
        .filter(Q(case_id=case.id) | Q(case__merged_into_id=case.id))
        .exists()
    )


def _keep(actor: Actor, now: datetime, case: Case, step: Step, refusal: BonafixError) -> TakenStep:
    with begin(actor, now) as act:
        case, repair = hold(act, case.id)
        known = seen_step(step.client_id)
        if known is not None:
            return _again(known, case, step)
        content = step.content()
        if step.verb == "arrive":
            # Said to the dispatcher only: whoever sends it learns nothing of the code.
            content["code_fits"] = _fits(repair, step.code)
        agrees = repair.status in ALREADY.get(step.verb, ()) and _is_present(actor, repair)
        row = VisitStep(
            operator_id=act.operator_id,
            case_id=case.id,
            client_id=step.client_id,
            technician_id=actor.technician_id or act.operator_id,
            verb=step.verb,
            done_at=step.done_at,
            recorded_at=now,
            sent_at=step.sent_at,
            outcome=repair.status if agrees else CONFLICT,
            content=_sealed(repair, content),
            kept_because="" if agrees else refusal.code,
        )
        if agrees:
            act.record("repairs.step_noted", ("case", case.id), rows=[row])
            return TakenStep(row, replayed=False)
        facts = {"because": refusal.code, "status": repair.status, "verb": step.verb}
        if is_waiting(("case", case.id), DUTY):
            act.record("repairs.late_step_kept", ("case", case.id), rows=[row], body=facts)
        else:
            owe(act, case, DUTY, rows=[row], **facts)
    return TakenStep(row, replayed=False)


def _again(known: VisitStep, case: Case, step: Step) -> TakenStep:
    """The first answer; a client_id of another step is refused."""
    if (known.case_id, known.verb) != (case.id, step.verb):
        raise Conflict("client_id_used", "This client_id belongs to another step.")
    return TakenStep(known, replayed=True)


def _sealed(repair: Repair, content: dict[str, Any]) -> bytes | None:
    """The content under the customer's key; nothing once they were erased."""
    text = written(content)
    try:
        return seal(repair.customer_id, text)
    except PersonErased:
        return None


def _fits(repair: Repair, code: str) -> bool:
    expected = unseal(bytes(repair.door_code)) or ""
    return hmac.compare_digest(expected.encode(), code.strip().encode())


def _is_present(actor: Actor, repair: Repair) -> bool:
    return repair.technician_id is not None and repair.technician_id == actor.technician_id


def _time(actor: Actor, now: datetime, step: Step, sent_at: datetime) -> VisitStep:
    """The device's times go on record beside ours, and the repair shows when it was done."""
    row = seen_step(step.client_id)
    assert row is not None
    with begin(actor, now) as act:
        case, repair = hold(act, row.case_id)
        row = act.lock(VisitStep, row.id)
        if row.sent_at is not None:
            return row
        at = happened(step.done_at, sent_at, row.recorded_at, _earlier(repair, step.verb))
        row.sent_at, row.content = sent_at, _sealed(repair, step.content())
        promises = []
        if step.verb in TIMES:
            setattr(repair, TIMES[step.verb], at)
        if step.verb == "arrive":
            promises = list(_measured_anew(case, row.recorded_at, at))
        act.record("repairs.step_timed", ("case", case.id), rows=[row, repair, *promises])
    return row


def _earlier(repair: Repair, verb: str) -> list[datetime]:
    """What is on record as done before this step."""
    names = BEFORE[: BEFORE.index(TIMES[verb])] if TIMES.get(verb) in BEFORE else BEFORE
    times: list[datetime | None] = [getattr(repair, name) for name in names]
    return [one for one in times if one is not None]


def _measured_anew(case: Case, settled: datetime, at: datetime) -> Iterator[Promise]:
    """What this arrival settled counts from when it happened; the row says by whose clock."""
    rows = Promise.objects.select_for_update(no_key=True).filter(
        case_id=case.id, settled_at=settled
    )
    for promise in rows.filter(late_seconds__isnull=False):
        verdict = settle(promise.arrive_by, at)
        promise.status, promise.late_seconds = verdict.status, verdict.late_seconds
        promise.measured_by = "device"
        yield promise


@dataclass(frozen=True, slots=True)
class Said:
    """What a device said against the record; `content` is empty once the customer was erased."""

    step: VisitStep
    content: dict[str, Any]


def late_steps(case_id: UUID) -> list[Said]:
    """What devices said, in the order in which they say it was done."""
    rows = VisitStep.objects.filter(case_id=case_id, outcome=CONFLICT).order_by("done_at", "id")
    return [
        Said(row, json.loads((unseal(bytes(row.content)) if row.content else None) or "{}"))
        for row in rows
    ]

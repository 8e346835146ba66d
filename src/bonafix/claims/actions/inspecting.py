"""Somebody looks at the thing itself; what was seen goes on record, and a reviewer decides."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.claims.actions.answering import answer_row
from bonafix.claims.actions.charging import charge
from bonafix.claims.actions.looking import asked, ended, newest
from bonafix.claims.actions.mending import mended
from bonafix.claims.actions.moving import hold, load, move
from bonafix.claims.actions.reviewing import unbiased
from bonafix.claims.actions.seen import evidence_of
from bonafix.claims.actions.visiting import NOTHING, Where, agreed_visit
from bonafix.claims.models import Claim, Inspection
from bonafix.claims.rules.people import check_reasons
from bonafix.claims.rules.states import step
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.inspecting import call_off, inspection_of
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.rules.states import BY_VERB as VISIT

# A claim in one of these waits for its visit.
WITH_VISIT = ("inspecting", "mending")


def order_inspection(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """A reviewer cannot decide by pictures: the buyer is asked whether somebody may look.

    `ConflictOfInterest` for whoever may not decide here; `Invalid` without the reason.
    """
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "order_inspection")
        unbiased(act, case)
        row = answer_row(act, claim, "order_inspection", words, None)
        move(act, case, claim, transition, rows=[row, asked(act, claim, "reviewer")])
    return claim


def agree_inspection(actor: Actor, now: datetime, number: str, where: Where) -> Claim:
    """The buyer lets somebody come: a visit of its own begins, dispatched as any visit.

    `Invalid` for an empty address or missing consent, or for times that cannot be.
    """
    return agreed_visit(actor, now, number, "agree_inspection", where)


def decline_inspection(actor: Actor, now: datetime, number: str) -> Claim:
    """The buyer wants nobody to come: a person decides by what there is. It shows nothing else."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "decline_inspection")
        move(act, case, claim, transition, rows=ended(act, claim, "declined"))
    return claim


def report_inspection(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """What was seen at the thing itself elsewhere, in words that describe and do not judge."""
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "report_inspection")
        row = answer_row(act, claim, "inspection", words, None)
        move(act, case, claim, transition, rows=[row, *ended(act, claim, "needless")])
    return claim


def stop_inspection(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """The desk ends a visit that leads nowhere, and says why; a reviewer decides."""
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "stop_inspection")
        row = answer_row(act, claim, "stop_inspection", words, None)
        move(act, case, claim, transition, rows=[row, *ended(act, claim, "stopped")])
    return claim


def on_visit(system: Actor, now: datetime, visit_id: UUID) -> None:
    """Something became of a visit: where it is a claim's, the claim goes on. Idempotent."""
    row = Inspection.objects.filter(visit_id=visit_id, ended_at__isnull=True).first()
    if row is None:
        return
    _case, repair = case_of(visit_id)
    with begin(system, now) as act:
        case, claim = hold(act, row.case_id)
        if claim.status == "mending":
            mended(act, case, claim, repair)
            return
        if claim.status != "inspecting":
            return
        if inspection_of(visit_id) is not None:
            rows = ended(act, claim, "returned")
            found = evidence_of(act, claim, rows[0], repair)
            found += charge(act, case, rows[0])
            move(act, case, claim, step("return_inspection", claim.status), rows=[*rows, *found])
            act.defer_slow("claims.goods_shown", case_id=case.id)
        elif repair.status in NOTHING:
            body = {"visit": repair.status}
            rows = ended(act, claim, "failed")
            move(act, case, claim, step("fail_inspection", claim.status), rows=rows, body=body)
        elif repair.status == "missed":
            # The customer is asked for another time; it stands beside the claim and means no more.
            _note_missed(act, case, visit_id)


def _note_missed(act: Act, case: Case, visit_id: UUID) -> None:
    """One entry for each time that nobody was met, however often this is woken."""

    def told(kind: str, stream_id: UUID) -> int:
        rows = Entry.objects.filter(stream_kind="case", stream_id=stream_id, kind=kind)
        return rows.count()

    if told("claims.inspection_missed", case.id) < told("repairs.missed", visit_id):
        act.record("claims.inspection_missed", ("case", case.id))


def call_off_needless(system: Actor, now: datetime, case_id: UUID) -> None:
    """The claim has gone on without the visit: nobody comes any more. Idempotent."""
    row = newest(case_id)
    claim = Claim.objects.filter(case_id=case_id).first()
    if row is None or row.visit_id is None or claim is None or claim.status in WITH_VISIT:
        return
    if row.ended_at is None:
        with begin(system, now) as act:
            case, claim = hold(act, case_id)
            rows = ended(act, claim, "needless")
            act.record("claims.inspection_needless", ("case", case.id), rows=rows)
    visit, repair = case_of(row.visit_id)
    if repair.status in VISIT["call_off"].before:
        call_off(system, now, visit.number)

"""What the technician does: departs, arrives, quotes, repairs."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number
from bonafix.deadlines.actions import meet
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.codes import CODE_TRIES, LOCKED
from bonafix.repairs.actions.duties import owe
from bonafix.repairs.actions.moving import case_of, load, move, tell_customer
from bonafix.repairs.actions.offers import accept_offer
from bonafix.repairs.actions.permits import permitted_among
from bonafix.repairs.errors import NoPermit, NoSuchPicture, TooManyCodes, WrongCode, check_reason
from bonafix.repairs.models import InstalledPart, Promise, Quote, Repair, VisitFile, VisitStep
from bonafix.repairs.revisits import prices_of
from bonafix.repairs.rules.parts import check_parts
from bonafix.repairs.rules.promises import settle
from bonafix.repairs.rules.quotes import price_lines, total
from bonafix.repairs.rules.revisits import OTHER_FAULT
from bonafix.repairs.rules.states import Transition

# Why an approved quote does not hold; words of the list only.
DIFFERENCE: Final = (
    *("hidden_damage", "other_part", "more_work", "customer_asks", "less_work"),
    OTHER_FAULT,
)


def seen_step(client_id: UUID) -> VisitStep | None:
    """The step with this device id, if it has arrived before."""
    return VisitStep.objects.filter(client_id=client_id).first()


def note_step(
    act: Act, case: Case, client_id: UUID, verb: str, done_at: datetime, outcome: str
) -> VisitStep:
    """The step as the device sent it: its own time (claimed) and ours (recorded)."""
    step = VisitStep(
        operator_id=act.operator_id,
        case_id=case.id,
        client_id=client_id,
        technician_id=act.actor.technician_id or act.actor.id or act.operator_id,
        verb=verb,
        done_at=done_at,
        recorded_at=act.now,
        outcome=outcome,
    )
    # Sent by the system of the technician's outlet: the entry's actor is its key then.
    told = {"on_behalf_of": str(step.technician_id)} if act.actor.kind == "api" else {}
    act.record("repairs.step_noted", ("case", case.id), rows=[step], body=told)
    return step


def depart(actor: Actor, now: datetime, number: str, client_id: UUID, done_at: datetime) -> Repair:
    """The technician is on the way."""
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "depart")
        # It may have ended since the visit was arranged.
        if not permitted_among(repair, [repair.technician_id or case.id], now, now):
            raise NoPermit
        repair.departed_at = now
        note_step(act, case, client_id, "depart", done_at, "under_way")
        # Whoever goes has taken it on.
        accept_offer(act, case, repair)
        move(act, case, repair, transition, due_at=repair.arrive_by or now + timedelta(hours=1))
        tell_customer(act, case, repair, "on_the_way", str(repair.technician_id))
    return repair


def arrive(
    actor: Actor, now: datetime, number: str, client_id: UUID, done_at: datetime, code: str
) -> Repair:
    """At the door, with the customer's code. The promise is settled by this moment.

    A wrong code is counted and refused; the fifth closes this way until the desk has given
    the customer a new one, which it owes within minutes.
    """
    if not _code_is_right(actor, now, number, code):
        raise WrongCode(_tries_left(number))
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "arrive")
        repair.arrived_at = now
        note_step(act, case, client_id, "arrive", done_at, "arrived")
        move(act, case, repair, transition)
        _settle_promises(act, case)
    return repair


def _code_is_right(actor: Actor, now: datetime, number: str, code: str) -> bool:
    """Compare in constant time; a wrong try is recorded in an action of its own."""
    with begin(actor, now) as act:
        case, repair, _transition = load(act, number, "arrive")
        if repair.code_tries >= CODE_TRIES:
            raise TooManyCodes
        expected = unseal(bytes(repair.door_code)) or ""
        if hmac.compare_digest(expected.encode(), code.strip().encode()):
            return True
        repair.code_tries = repair.code_tries + 1
        act.record("repairs.code_missed", ("case", case.id), rows=[repair])
        if repair.code_tries >= CODE_TRIES:
            with act.by_system():
                owe(act, case, LOCKED)
        return False


def _tries_left(number: str) -> int:
    _case, repair = case_of(by_number(number).id)
    return max(0, CODE_TRIES - repair.code_tries)


def _settle_promises(act: Act, case: Case) -> None:
    for name in ("promise_warning", "promise_due"):
        meet(act, ("case", case.id), name)
    rows = list(
        Promise.objects.select_for_update(no_key=True).filter(
            case_id=case.id, status__in=["open", "broken"], late_seconds__isnull=True
        )
    )
    for promise in rows:
        verdict = settle(promise.arrive_by, act.now)
        promise.status, promise.late_seconds = verdict.status, verdict.late_seconds
        promise.settled_at = act.now
    if rows:
        # Measured by the house: nobody judges their own punctuality.
        with act.by_system():
            act.record("repairs.promise_settled", ("case", case.id), rows=rows)


def quote(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID,
    done_at: datetime,
    wanted: Sequence[tuple[str, int]],
) -> Quote:
    """Offer the work at the prices of the public list that holds today."""
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "quote")
        note_step(act, case, client_id, "quote", done_at, "quoted")
        return _offer(act, case, repair, transition, wanted)


def requote(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID,
    done_at: datetime,
    wanted: Sequence[tuple[str, int]],
    why: str,
    picture: UUID | None,
) -> Quote:
    """What was approved is not enough: a reason, a picture, and the customer's answer anew.

    `Invalid` for another reason than DIFFERENCE; `NoSuchPicture` without the picture.
    """
    check_reason(why, DIFFERENCE)
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "requote")
        pictures = VisitFile.objects.filter(case_id=case.id, kind="difference")
        shown = pictures.filter(client_id=picture).first() if picture else None
        if shown is None:
            raise NoSuchPicture("picture")
        note_step(act, case, client_id, "requote", done_at, "quoted")
        return _offer(act, case, repair, transition, wanted, why=why, picture_id=shown.file_id)


def _offer(
    act: Act,
    case: Case,
    repair: Repair,
    transition: Transition,
    wanted: Sequence[tuple[str, int]],
    **difference: Any,
) -> Quote:
    why = difference.get("why", "")
    lines = price_lines(wanted, prices_of(repair, act.now, why))
    older = list(
        # One that was approved for a visit which was adjourned counts no longer, either.
        Quote.objects.select_for_update(no_key=True).filter(
            case_id=case.id, status__in=["offered", "approved"]
        )
    )
    for old in older:
        old.status, old.decided_at = "replaced", act.now
    offered = Quote(
        operator_id=act.operator_id,
        case_id=case.id,
        lines=[
            {"code": x.code, "title": x.title, "fen": x.fen, "quantity": x.quantity} for x in lines
        ],
        total_fen=total(lines),
        offered_at=act.now,
        **difference,
    )
    move(act, case, repair, transition, rows=[*older, offered])
    tell_customer(act, case, repair, "quote_ready", str(offered.id), fen=offered.total_fen)
    return offered


def repair_done(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID,
    done_at: datetime,
    parts: Sequence[tuple[str, str]] = (),
) -> Repair:
    """The work is done; the customer looks at it and signs off. `parts`: (code, serial)."""
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "repair")
        repair.repaired_at = now
        approved = Quote.objects.filter(case_id=case.id, status="approved").last()
        titles = {x["code"]: x["title"] for x in (approved.lines if approved else [])}
        rows = [
            InstalledPart(case_id=case.id, code=code, title=titles[code], serial=serial, at=now)
            for code, serial in check_parts(parts, titles)
        ]
        note_step(act, case, client_id, "repair", done_at, "repaired")
        move(act, case, repair, transition, rows=rows)
        tell_customer(act, case, repair, "repaired", "1")
    return repair

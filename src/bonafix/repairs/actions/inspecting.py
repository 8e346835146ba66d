"""A thing is looked at for somebody else's question; and a visit that nobody needs any more."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bonafix.dispatch import actions as dispatch
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal
from bonafix.repairs.actions.arrange import give_back
from bonafix.repairs.actions.moving import load, move, tell_customer
from bonafix.repairs.actions.visit import note_step
from bonafix.repairs.models import Inspection, Repair, VisitFile
from bonafix.repairs.rules.inspections import check_found


@dataclass(frozen=True, slots=True)
class Found:
    """What was seen: a word of `SEEN`, a description, the serial number if there is one."""

    seen: str
    words: str = field(repr=False)
    serial: str = ""

    def content(self) -> dict[str, Any]:
        """As it is kept, sealed, of a step that waited on a device."""
        return {"seen": self.seen, "words": self.words, "serial": self.serial}


def inspect(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID,
    done_at: datetime,
    found: Found | None,
) -> Inspection:
    """What the technician saw goes on record, with pictures of the thing as it was found.

    `Invalid` names what is missing; `NotAnInspection` on a visit that was made for work.
    """
    told = found or Found("", "")
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "inspect")
        pictures = VisitFile.objects.filter(case_id=case.id, kind="before").count()
        words, serial = check_found(told.seen, told.words, told.serial, pictures)
        row = Inspection(
            operator_id=act.operator_id,
            case_id=case.id,
            technician_id=repair.technician_id or act.operator_id,
            seen=told.seen,
            words=seal(repair.customer_id, words),
            serial=serial,
            pictures=pictures,
            at=now,
        )
        note_step(act, case, client_id, "inspect", done_at, "inspected")
        dispatch.finish(act, case.id)
        move(act, case, repair, transition, rows=[row], body={"seen": told.seen})
    return row


def call_off(system: Actor, now: datetime, number: str) -> Repair:
    """What the visit was made for is over: nobody comes, and nobody pays for it."""
    with begin(system, now) as act:
        case, repair, transition = load(act, number, "call_off")
        give_back(act, case, repair, "called_off")
        repair.ended_at = now
        move(act, case, repair, transition)
        tell_customer(act, case, repair, "cancelled", "1")
    return repair


def inspection_of(case_id: UUID) -> Inspection | None:
    """What was seen on this visit, if it is on record."""
    return Inspection.objects.filter(case_id=case_id).first()

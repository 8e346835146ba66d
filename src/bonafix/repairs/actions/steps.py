"""A step from a technician's device, whatever it is: taken once, however often it is sent."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.access import require
from bonafix.cases.queries import by_number, subject_of
from bonafix.kit.clock import format_instant
from bonafix.kit.errors import Conflict, Invalid
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.door import miss
from bonafix.repairs.actions.elsewhere import refuse
from bonafix.repairs.actions.finish import sign_off
from bonafix.repairs.actions.second import adjourn
from bonafix.repairs.actions.there import SIGNED, approve_there, decline_there, picture_of
from bonafix.repairs.actions.visit import arrive, depart, quote, repair_done, requote, seen_step
from bonafix.repairs.models import VisitStep

VERBS: Final = (
    *("depart", "arrive", "quote", "repair", "sign_off", "refuse", "miss", "adjourn"),
    *("approve_there", "decline_there", "requote"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What the device says: which step, when it was done there, and what belongs to it."""

    client_id: UUID
    verb: str
    done_at: datetime
    code: str = field(default="", repr=False)
    lines: tuple[tuple[str, int], ...] = ()
    method: str = ""
    signature_id: UUID | None = None
    # Pictures by the client_id that the device gave them: what was signed, what differs.
    signature: UUID | None = None
    picture: UUID | None = None
    # Of an answer to a quote at the door: the sum in fen that was shown.
    total_fen: int | None = None
    # Built in: codes of the price list, each with its serial number.
    parts: tuple[tuple[str, str], ...] = ()
    # The device's clock when it sent the step, and whether it had kept it until then.
    sent_at: datetime | None = None
    kept: bool = False
    # Of a refusal and of an adjournment: why, until when, for which part.
    why: str = ""
    expected_at: datetime | None = None
    part: str = ""

    def content(self) -> dict[str, Any]:
        """What belongs to the step, without the customer's code: as it may go on record."""
        return {
            "lines": [list(one) for one in self.lines],
            "method": self.method,
            "signature": str(self.signature) if self.signature else None,
            "picture": str(self.picture) if self.picture else None,
            "total_fen": self.total_fen,
            "parts": [list(one) for one in self.parts],
            "why": self.why,
            "expected_at": format_instant(self.expected_at) if self.expected_at else None,
            "part": self.part,
        }


@dataclass(frozen=True, slots=True)
class TakenStep:
    """The step on record; `replayed` when it had arrived before."""

    step: VisitStep
    replayed: bool


def take_step(actor: Actor, now: datetime, number: str, step: Step) -> TakenStep:
    """Do what the step says, once. A client_id that was used for another step is refused."""
    if step.verb not in VERBS:
        raise Invalid("step_unknown", "This step is not known.", field="verb")
    case = by_number(number)
    require(actor, f"visit.{step.verb}", subject_of(case))
    known = seen_step(step.client_id)
    if known is not None:
        if (known.case_id, known.verb) != (case.id, step.verb):
            raise Conflict("client_id_used", "This client_id belongs to another step.")
        return TakenStep(known, replayed=True)
    _do(actor, now, number, step)
    done = seen_step(step.client_id)
    assert done is not None
    return TakenStep(done, replayed=False)


def _do(actor: Actor, now: datetime, number: str, step: Step) -> None:
    if step.verb == "depart":
        depart(actor, now, number, step.client_id, step.done_at)
    elif step.verb == "arrive":
        arrive(actor, now, number, step.client_id, step.done_at, step.code)
    elif step.verb == "quote":
        quote(actor, now, number, step.client_id, step.done_at, step.lines)
    elif step.verb == "repair":
        repair_done(actor, now, number, step.client_id, step.done_at, step.parts)
    elif step.verb == "sign_off":
        sign_off(
            actor,
            now,
            number,
            step.method or "told",
            step.client_id,
            step.done_at,
            step.signature_id or _signed(number, step.signature),
        )
    else:
        _do_otherwise(actor, now, number, step)


def _do_otherwise(actor: Actor, now: datetime, number: str, step: Step) -> None:
    """Off the straight road."""
    if step.verb == "refuse":
        refuse(actor, now, number, step.client_id, step.done_at, step.why)
    elif step.verb == "miss":
        miss(actor, now, number, step.client_id, step.done_at)
    elif step.verb == "requote":
        given = (step.lines, step.why, step.picture)
        requote(actor, now, number, step.client_id, step.done_at, *given)
    elif step.verb == "approve_there":
        shown = (step.total_fen, step.signature)
        approve_there(actor, now, number, step.client_id, step.done_at, *shown)
    elif step.verb == "decline_there":
        decline_there(actor, now, number, step.client_id, step.done_at)
    else:
        expected = step.expected_at or now
        adjourn(actor, now, number, step.client_id, step.done_at, step.why, expected, step.part)


def _signed(number: str, client_id: UUID | None) -> UUID | None:
    """The stored drawing or paper that a sign-off names."""
    return picture_of(by_number(number), client_id, SIGNED, "signature") if client_id else None

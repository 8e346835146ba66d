"""A step from a technician's device, whatever it is: taken once, however often it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.dispatch.models import Technician
from bonafix.kit.clock import format_instant
from bonafix.kit.errors import Conflict, Invalid, NotAllowed
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.door import miss
from bonafix.repairs.actions.elsewhere import refuse
from bonafix.repairs.actions.finish import sign_off
from bonafix.repairs.actions.inspecting import Found, inspect
from bonafix.repairs.actions.opening import Proofs, decline_door, prove_door
from bonafix.repairs.actions.second import adjourn
from bonafix.repairs.actions.taking_on import take_on
from bonafix.repairs.actions.there import SIGNED, approve_there, decline_there, picture_of
from bonafix.repairs.actions.visit import arrive, depart, quote, repair_done, requote, seen_step
from bonafix.repairs.models import Repair, VisitStep

# A class of advisory locks of its own.
STEP_LOCK: Final = 0x0B0F1A0F
VERBS: Final = (
    *("depart", "arrive", "quote", "repair", "sign_off", "refuse", "miss", "adjourn"),
    *("approve_there", "decline_there", "requote", "prove_door", "decline_door", "take_on"),
    "inspect",
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
    # Of the opening of a door: what was shown, and what was signed.
    proofs: Proofs | None = None
    # Of an inspection: what was seen.
    found: Found | None = None

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
            "proofs": self.proofs.content() if self.proofs else None,
            "found": self.found.content() if self.found else None,
        }


@dataclass(frozen=True, slots=True)
class TakenStep:
    """The step on record; `replayed` when it had arrived before."""

    step: VisitStep
    replayed: bool


def take_step(actor: Actor, now: datetime, number: str, step: Step) -> TakenStep:
    """Do what the step says, once. A client_id that was used for another step is refused.

    Sent several times at once, one is done, and the others wait for it and repeat its answer.
    Whoever has taken a step is told so again also when the job is no longer theirs.
    """
    if step.verb not in VERBS:
        raise Invalid("step_unknown", "This step is not known.", field="verb")
    case = by_number(number)
    if "outlet_system" in actor.roles:
        actor = _for_technician(actor, case)
    with _alone_with(step.client_id):
        known = seen_step(step.client_id)
        if known is None or known.technician_id != actor.technician_id:
            require_case(actor, f"visit.{step.verb}", case)
        if known is not None:
            if (known.case_id, known.verb) != (case.id, step.verb):
                raise Conflict("client_id_used", "This client_id belongs to another step.")
            return TakenStep(known, replayed=True)
        _do(actor, now, number, step)
        done = seen_step(step.client_id)
    assert done is not None
    return TakenStep(done, replayed=False)


@contextmanager
def _alone_with(client_id: UUID) -> Iterator[None]:
    """Nobody else takes a step of this id meanwhile; a dead process lets go with its connection.

    Taken before any transaction and any other lock, so that what it waits for is committed.
    """
    key = [STEP_LOCK, client_id.int % 2**32 - 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", key)
    try:
        yield
    finally:
        # A connection that broke has let go by itself.
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _for_technician(actor: Actor, case: Case) -> Actor:
    """An outlet's system speaks for the technician whom that outlet sent, and for no other.

    The record shows the key as the actor, and the technician in the step.
    """
    require_case(actor, "visit.on_behalf", case)
    sent = Repair.objects.values_list("technician_id", flat=True).get(case_id=case.id)
    outlets = Technician.objects.filter(pk=sent).values_list("outlet_id", flat=True)
    if not actor.outlet_ids & set(outlets):
        raise NotAllowed("not_allowed", "You may not do this here.")
    return replace(actor, roles=actor.roles | {"technician"}, technician_id=sent)


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
    elif step.verb == "take_on":
        take_on(actor, now, number, step.client_id, step.done_at)
    elif step.verb == "adjourn":
        expected = step.expected_at or now
        adjourn(actor, now, number, step.client_id, step.done_at, step.why, expected, step.part)
    else:
        _do_at_the_door(actor, now, number, step)


def _do_at_the_door(actor: Actor, now: datetime, number: str, step: Step) -> None:
    """The customer's answers on the technician's telephone, a lock to open, a thing to look at."""
    if step.verb == "approve_there":
        shown = (step.total_fen, step.signature)
        approve_there(actor, now, number, step.client_id, step.done_at, *shown)
    elif step.verb == "decline_there":
        decline_there(actor, now, number, step.client_id, step.done_at)
    elif step.verb == "prove_door":
        prove_door(actor, now, number, step.client_id, step.done_at, step.proofs)
    elif step.verb == "inspect":
        inspect(actor, now, number, step.client_id, step.done_at, step.found)
    else:
        decline_door(actor, now, number, step.client_id, step.done_at, step.why)


def _signed(number: str, client_id: UUID | None) -> UUID | None:
    """The stored drawing or paper that a sign-off names."""
    return picture_of(by_number(number), client_id, SIGNED, "signature") if client_id else None

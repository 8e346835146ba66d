"""Opening a door: what was shown goes on record before any price; or it is not opened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.dispatch import actions as dispatch
from bonafix.kit.clock import local
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal
from bonafix.repairs.actions.arrange import release_promises
from bonafix.repairs.actions.moving import load, move, tell_customer
from bonafix.repairs.actions.permits import permit_for
from bonafix.repairs.actions.there import SIGNED, picture_of
from bonafix.repairs.actions.visit import note_step
from bonafix.repairs.door_rules import rules
from bonafix.repairs.errors import NoPermit, SignatureNeeded, check_reason
from bonafix.repairs.models import DoorDecline, DoorProof, LocalPermit, Quote, Repair
from bonafix.repairs.rules.doors import DECLINE, KEPT_DAYS, Needs, Shown, check_shown, needs

WITNESSED = ("witness", "paper")
OWN = ("own_sign", "paper")


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was shown, and what was signed: pictures by the client_id that the device gave them."""

    shown: Shown
    signature: UUID | None
    witness_signature: UUID | None
    technician_signature: UUID | None = None

    def content(self) -> dict[str, Any]:
        """As it is kept, sealed, of a step that waited on a device."""
        told = {name: getattr(self.shown, name) for name in Shown.__slots__}
        ids = ("signature", "witness_signature", "technician_signature")
        return told | {name: str(one) for name in ids if (one := getattr(self, name))}


def needs_of(repair: Repair, at: datetime) -> Needs:
    """What has to be shown at this door on that day in China."""
    return needs(rules(), repair.place_code, local(at).date())


def prove_door(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID,
    done_at: datetime,
    proofs: Proofs | None,
) -> DoorProof:
    """Identity seen, right to the premises, witness and signatures: on record before any price.

    `Invalid` names what is missing, `NoPermit` when the technician's permit does not hold now,
    `SignatureNeeded` or `NoSuchPicture` for what was to be signed.
    """
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "prove_door")
        asked = needs_of(repair, now)
        shown = proofs.shown if proofs else Shown("", "", "", "", "")
        check_shown(asked, shown)
        assert proofs is not None  # nothing shown is refused above
        permit = permit_for(repair, repair.technician_id, now) if repair.technician_id else None
        if permit is None:
            raise NoPermit
        row = _proof(act, case, repair, asked, proofs, permit)
        note_step(act, case, client_id, "prove_door", done_at, "arrived")
        move(act, case, repair, transition, rows=[row])
    return row


def _proof(
    act: Act, case: Case, repair: Repair, asked: Needs, proofs: Proofs, permit: LocalPermit
) -> DoorProof:
    if proofs.signature is None or proofs.witness_signature is None:
        raise SignatureNeeded
    shown, own = proofs.shown, proofs.technician_signature

    def sealed(text: str) -> bytes | None:
        return seal(repair.customer_id, text.strip()) if text.strip() else None

    return DoorProof(
        case_id=case.id,
        technician_id=_at_the_door(repair),
        permit_id=permit.id,
        premises=shown.premises,
        identity=shown.identity,
        identity_number=sealed(shown.identity_number) if asked.keep_number else None,
        right=shown.right,
        witness=shown.witness,
        witness_name=sealed(shown.witness_name),
        witness_number=sealed(shown.witness_number),
        signature_id=picture_of(case, proofs.signature, SIGNED, "signature"),
        witness_signature_id=picture_of(
            case, proofs.witness_signature, WITNESSED, "witness_signature"
        ),
        technician_signature_id=picture_of(case, own, OWN, "technician_signature") if own else None,
        rules=[rule.id for rule in asked.rules],
        unverified=asked.unverified,
        kept_until=act.now + timedelta(days=asked.kept_days),
        at=act.now,
    )


def _at_the_door(repair: Repair) -> UUID:
    assert repair.technician_id is not None
    return repair.technician_id


def decline_door(
    actor: Actor, now: datetime, number: str, client_id: UUID, done_at: datetime, why: str
) -> Repair:
    """The lock is not opened, whatever was promised: whoever stands there decides it alone.

    A promise that still runs is released, nothing is charged, and the customer is told whom
    to turn to. `why` is one of DECLINE: no free words, and none about a person.
    """
    check_reason(why, DECLINE)
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "decline_door")
        row = DoorDecline(
            case_id=case.id,
            technician_id=_at_the_door(repair),
            why=why,
            stage=repair.status,
            kept_until=now + timedelta(days=max(KEPT_DAYS, needs_of(repair, now).kept_days)),
            at=now,
        )
        quotes = _withdrawn(act, case)
        note_step(act, case, client_id, "decline_door", done_at, "not_opened")
        dispatch.finish(act, case.id)
        release_promises(act, case, "door_declined")
        move(act, case, repair, transition, rows=[row, *quotes], body={"why": why})
        tell_customer(act, case, repair, "door_declined", str(row.id))
    return repair


def _withdrawn(act: Act, case: Case) -> list[Quote]:
    """No price holds for what is not done."""
    rows = list(
        Quote.objects.select_for_update(no_key=True).filter(
            case_id=case.id, status__in=["offered", "approved"]
        )
    )
    for row in rows:
        row.status, row.decided_at = "replaced", act.now
    return rows

"""The customer's answer on the technician's telephone: signed, told to the customer, on record."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.dispatch import actions as dispatch
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.moving import load, move, tell_customer
from bonafix.repairs.actions.visit import note_step
from bonafix.repairs.errors import NoQuote, NoSuchPicture, QuoteDiffers, SignatureNeeded
from bonafix.repairs.models import Quote, Repair, VisitFile

SIGNED = ("signature", "paper")


def approve_there(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID,
    done_at: datetime,
    total_fen: int | None,
    signature: UUID | None,
) -> Repair:
    """The customer signs the quote on the technician's telephone, or on paper.

    `signature` is the client_id of what was signed. `QuoteDiffers` unless the sum that was
    shown is that of the quote on record; `SignatureNeeded` without anything signed.
    """
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "approve_there")
        offered = _offered(act, case)
        if total_fen != offered.total_fen:
            raise QuoteDiffers
        if signature is None:
            raise SignatureNeeded
        offered.signature_id = picture_of(case, signature, SIGNED, "signature")
        offered.status, offered.decided_at = "approved", now
        note_step(act, case, client_id, "approve_there", done_at, "approved")
        move(act, case, repair, transition, rows=[offered], body={"where": "there"})
        tell_customer(act, case, repair, "approved_there", str(offered.id), fen=offered.total_fen)
    return repair


def decline_there(
    actor: Actor, now: datetime, number: str, client_id: UUID, done_at: datetime
) -> Repair:
    """The customer says no to the technician: the visit ends without work."""
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "decline_there")
        offered = _offered(act, case)
        offered.status, offered.decided_at = "declined", now
        dispatch.finish(act, case.id)
        note_step(act, case, client_id, "decline_there", done_at, "declined")
        move(act, case, repair, transition, rows=[offered], body={"where": "there"})
        tell_customer(act, case, repair, "declined_there", str(offered.id))
    return repair


def _offered(act: Act, case: Case) -> Quote:
    del act  # the row is held by its action
    rows = Quote.objects.select_for_update(no_key=True).filter(case_id=case.id, status="offered")
    found = rows.first()
    if found is None:
        raise NoQuote
    return found


def picture_of(case: Case, client_id: UUID, kinds: tuple[str, ...], field: str) -> UUID:
    """The stored file that a step names. `NoSuchPicture` when it has not arrived."""
    found = VisitFile.objects.filter(case_id=case.id, client_id=client_id, kind__in=kinds).first()
    if found is None:
        raise NoSuchPicture(field)
    return found.file_id

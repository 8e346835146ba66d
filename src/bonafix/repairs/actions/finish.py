"""The customer's decisions at the end: quote, sign-off; then guarantee and close."""

from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.dispatch import actions as dispatch
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.moving import case_of, load, move, tell_customer
from bonafix.repairs.actions.visit import note_step
from bonafix.repairs.errors import NoQuote
from bonafix.repairs.models import Guarantee, Quote, Repair, SignOff
from bonafix.repairs.rules.guarantees import term
from bonafix.repairs.rules.states import BY_VERB

METHODS: Final = ("page", "signature", "code", "paper", "told")


def answer_quote(actor: Actor, now: datetime, number: str, quote_id: UUID, agreed: bool) -> Repair:
    """Approve or decline the quote that was shown; another one than that is not decided."""
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "approve" if agreed else "decline")
        offered = (
            Quote.objects.select_for_update(no_key=True)
            .filter(case_id=case.id, pk=quote_id, status="offered")
            .first()
        )
        if offered is None:
            raise NoQuote
        offered.status, offered.decided_at = ("approved" if agreed else "declined"), now
        if not agreed:
            dispatch.finish(act, case.id)
        move(act, case, repair, transition, rows=[offered])
    return repair


def sign_off(
    actor: Actor,
    now: datetime,
    number: str,
    method: str,
    client_id: UUID | None = None,
    done_at: datetime | None = None,
    signature_id: UUID | None = None,
) -> Repair:
    """The customer confirms that the work is done. `method` as in METHODS.

    A signature without its drawing is no signature: on record it is what the technician was
    told (`told`), and nothing more.
    """
    if method not in METHODS:
        raise Invalid("sign_off_method", "Please say how the customer signed off.", field="method")
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "sign_off")
        repair.signed_off_at = now
        signed = SignOff(
            operator_id=act.operator_id,
            case_id=case.id,
            method="told" if method == "signature" and signature_id is None else method,
            signature_id=signature_id,
            at=now,
        )
        if client_id is not None:
            note_step(act, case, client_id, "sign_off", done_at or now, "signed_off")
        dispatch.finish(act, case.id)
        move(act, case, repair, transition, rows=[signed])
        tell_customer(act, case, repair, "signed_off", "1")
    return repair


def guarantee(
    actor: Actor, now: datetime, case_id: UUID, days: int, voucher_id: UUID | None
) -> Guarantee:
    """Write the guarantee of a signed-off repair. Idempotent: there is one for each case."""
    case, _repair = case_of(case_id)
    known = Guarantee.objects.filter(case_id=case_id).first()
    if known is not None:
        return known
    with begin(actor, now) as act:
        case, repair, transition = load(act, case.number, "guarantee")
        held = term(repair.signed_off_at or now, days)
        written = Guarantee(
            operator_id=act.operator_id,
            case_id=case.id,
            starts_on=held.starts_on,
            ends_on=held.ends_on,
            days=held.days,
            voucher_id=voucher_id,
            issued_at=now,
        )
        move(act, case, repair, transition, rows=[written])
        tell_customer(act, case, repair, "guarantee", "1", until=str(held.ends_on))
    return written


def close(actor: Actor, now: datetime, case_id: UUID) -> Case:
    """Close a finished case; closing twice is closing once."""
    case, repair = case_of(case_id)
    if repair.status not in BY_VERB["close"].before:
        return case
    with begin(actor, now) as act:
        case, repair, transition = load(act, case.number, "close")
        repair.ended_at = now
        move(act, case, repair, transition)
    return case

"""Issuing the pass of an arranged visit, and checking one that somebody shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bonafix.dispatch.models import Booking
from bonafix.dispatch.queries import booking_of
from bonafix.operators.keys import active_key, sign
from bonafix.operators.models import SigningKey
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.queries import display_name
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.passes import Pass, Verdict, ends_at, judge, read_pass


@dataclass(frozen=True, slots=True)
class Shown:
    """What a check shows; names only of a visit that is arranged now."""

    verdict: Verdict
    until: datetime | None = None
    technician: str = ""
    outlet: str = ""
    standing: str = ""
    number: str = ""


def pass_of(case_id: UUID) -> str | None:
    """The pass of the visit that is arranged now; None while there is none."""
    booking = booking_of(case_id)
    if booking is None:
        return None
    key = active_key(booking.operator_id)
    issued = Pass(booking.id, key.id, ends_at(booking.during.upper))
    return issued.written(sign(key, issued.message()))


def check_pass(text: str, now: datetime) -> Shown:
    """Whether it is real, and whose. `NotAPass` when it never was one.

    Whoever holds a copy of an old pass learns nothing but that it is over.
    """
    held, signature = read_pass(text)
    signed = _signed(held, signature)
    booking = Booking.objects.select_related("case", "technician").filter(pk=held.booking_id)
    found = booking.first() if signed else None
    verdict = judge(signed, found is not None and found.status == "active", held.until, now)
    if verdict != "valid" or found is None:
        return Shown(verdict)
    repair = Repair.objects.select_related("outlet").get(case_id=found.case_id)
    return Shown(
        verdict,
        held.until,
        technician=found.technician.public_name,
        outlet=display_name(repair.outlet) if repair.outlet else "",
        standing=repair.standing,
        number=found.case.number,
    )


def _signed(held: Pass, signature: bytes) -> bool:
    """By a key of this operator, in use or retired; retiring a key ends no visit."""
    key = SigningKey.objects.filter(pk=held.key_id, operator_id=current_operator_id()).first()
    if key is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes(key.public)).verify(signature, held.message())
    except InvalidSignature:
        return False
    return True

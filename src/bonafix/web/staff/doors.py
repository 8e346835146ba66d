"""The technician's step before a door is opened: what was shown, and what was signed."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest

from bonafix.cases.queries import by_number, require_case
from bonafix.kit.errors import Invalid
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.moving import is_proved
from bonafix.repairs.actions.opening import Proofs, needs_of
from bonafix.repairs.actions.pictures import take_file
from bonafix.repairs.models import Repair
from bonafix.repairs.pictures import MOST_BYTES
from bonafix.repairs.rules.doors import Shown, check_shown
from bonafix.repairs.rules.kinds import is_blocked
from bonafix.web.doors import asked

# Each field of the form with the kind of its picture; the technician's own may be left out.
SIGNATURES = {
    "signature": "signature",
    "witness_signature": "witness",
    "technician_signature": "own_sign",
}


def next_of(repair: Repair, usual: str) -> str:
    """The next step as a large button: before a price, an opening is proved."""
    blocked = bool(usual) and is_blocked(repair.kind, usual, is_proved(repair))
    return "prove_door" if blocked and repair.status == "arrived" else usual


def asked_of(repair: Repair, now: datetime) -> dict[str, Any] | None:
    """What this door asks for, and whether it was shown; None where none is opened."""
    found = asked(repair, now)
    return found and {**found, "proved": is_proved(repair)}


def client_id_of(text: str) -> UUID:
    """The form's own id."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("form_incomplete", "This form is incomplete. Please try again.") from error


def proofs_in(
    request: HttpRequest, actor: Actor, now: datetime, number: str, client_id: UUID
) -> Proofs:
    """What the form says, its pictures in custody; the same form twice is one of each."""
    case = by_number(number)
    require_case(actor, "visit.prove_door", case)
    given = {name: request.POST.get(name, "").strip() for name in Shown.__slots__}
    given["right"] = request.POST.get(f"right_{given['premises']}", "")
    shown = Shown(**given)
    # Said first, so that no picture is taken for a form that comes back.
    check_shown(needs_of(Repair.objects.get(case_id=case.id), now), shown)
    return Proofs(
        shown,
        **{
            name: _taken(request, actor, now, number, uuid5(client_id, name), name)
            for name in SIGNATURES
        },
    )


def _taken(
    request: HttpRequest, actor: Actor, now: datetime, number: str, client_id: UUID, name: str
) -> UUID | None:
    file = request.FILES.get(name)
    if file is None:
        return None
    content = file.read(MOST_BYTES + 1)
    take_file(actor, now, number, client_id, SIGNATURES[name], content, now)
    return client_id

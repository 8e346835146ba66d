"""What stands beside the road of a case: somebody of the family, and sound of the visit."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from bonafix.access import Subject, may
from bonafix.cases.contacting import Named, contact_of, end_contact, name_contact
from bonafix.cases.models import Case
from bonafix.kit.clock import now
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.codes import tell_code
from bonafix.repairs.actions.recording import choose_recording
from bonafix.repairs.models import Repair
from bonafix.web.customer.contact import contact_shown
from bonafix.web.recordings import recording_of
from bonafix.web.words import RELATIONS


def context_of(actor: Actor, repair: Repair, subject: Subject) -> dict[str, Any]:
    """What the page of a case says about both."""
    return {
        **contact_shown(contact_of(repair.case_id)),
        "relations": RELATIONS.items(),
        "may_name": may(actor, "case.name_contact", subject),
        "recording": recording_of(repair, now()),
        "may_choose_recording": may(actor, "recording.allow", subject),
        "may_listen": may(actor, "recording.listen", subject),
    }


def _name(request: HttpRequest, actor: Actor, case: Case) -> None:
    given = request.POST
    named = Named(
        given.get("name", ""),
        given.get("phone", ""),
        given.get("relation", ""),
        told=given.get("told") == "yes",
    )
    name_contact(actor, now(), case.number, named)


ACTS: dict[str, Callable[[HttpRequest, Actor, Case], object]] = {
    "contact": _name,
    "no_contact": lambda _request, actor, case: end_contact(actor, now(), case.number),
    "tell_code": lambda _request, actor, case: tell_code(actor, now(), case.number),
    "recording": lambda _request, actor, case: choose_recording(actor, now(), case.number, True),
    "no_recording": lambda _r, actor, case: choose_recording(actor, now(), case.number, False),
}

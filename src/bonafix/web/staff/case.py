"""One case: who it is for (masked), where it is, what can be done, and the record."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.access import Subject, may
from bonafix.cases.actions import revoke_links
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case, subject_of
from bonafix.deadlines.queries import next_deadline
from bonafix.dispatch.models import Booking
from bonafix.dispatch.queries import booking_of, technicians_of
from bonafix.intake.actions import set_place
from bonafix.intake.locate import choices_for
from bonafix.intake.revisits import Wish, ask_again
from bonafix.kit.clock import SHANGHAI, now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.operators.actors import Actor
from bonafix.people.queries import masked, words_of
from bonafix.people.sealing import unseal
from bonafix.places import Division
from bonafix.repairs.actions.accept import OFFERS, accept, offer_help
from bonafix.repairs.actions.arrange import (
    arrange_visit,
    assign_technician,
    reschedule,
)
from bonafix.repairs.actions.codes import LOCKED, renew_code
from bonafix.repairs.actions.duties import done, open_duties
from bonafix.repairs.actions.elsewhere import HAND_BACK, TAKE_BACK, hand_back, take_back
from bonafix.repairs.actions.ending import abandon, cancel, cost_of_cancelling, merge
from bonafix.repairs.actions.finish import close
from bonafix.repairs.actions.late import DUTY as CONFLICT
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.actions.second import resume
from bonafix.repairs.actions.wishes import erasure_due
from bonafix.repairs.choices import helps_for, outlook_of
from bonafix.repairs.models import Promise, Quote, Repair
from bonafix.repairs.revisits import guarantee_of, may_come_again
from bonafix.repairs.rules.states import BY_VERB, DUTIES
from bonafix.web import doors, reasons, words
from bonafix.web.customer.again import told
from bonafix.web.errors import sentence
from bonafix.web.first import first_of
from bonafix.web.staff import beside, late
from bonafix.web.staff.gate import staff_page
from bonafix.web.windows import read_windows


@staff_page("case.see")
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The whole case on one page."""
    if by_number(number).kind == "claim":
        return redirect("staff-claim", number=number)
    case, repair = allowed(actor, number)
    return render(request, "bonafix/staff/case.html", context_of(actor, case, repair))


def allowed(actor: Actor, number: str) -> tuple[Case, Repair]:
    """The case and its repair, if this member of staff may see them."""
    case = by_number(number)
    require_case(actor, "case.see", case)
    return case_of(case.id)


def context_of(actor: Actor, case: Case, repair: Repair) -> dict[str, Any]:
    """Everything that the page shows."""
    subject = subject_of(case)
    due = next_deadline(("case", case.id))
    booking = booking_of(case.id)
    return {
        "case": case,
        "repair": repair,
        "kind": words.KINDS[repair.kind],
        "door": doors.asked(repair, now()),
        "proved": doors.proved(repair),
        "status": words.status_text(repair.status),
        "tone": words.status_tone(repair.status),
        "owner": words.OWNERS.get(case.owner, case.owner),
        "due": due.due_at if due else None,
        "waiting": words.waiting_text(repair.waiting_reason) if repair.waiting_reason else "",
        "person": masked(repair.customer),
        "description": words_of(repair.customer, bytes(repair.description)),
        "locked_away": repair.customer.status == "archived",
        **_possible(actor, repair, subject),
        **late.context_of(actor, case, subject),
        **_choice(actor, repair),
        "choices": _choices(repair),
        "offers": OFFERS,
        "whys": {"take_back": words.whys(TAKE_BACK), "hand_back": words.whys(HAND_BACK)},
        "cancel_cost": cost_of_cancelling(repair, now()),
        "promises": Promise.objects.filter(case_id=case.id).order_by("id"),
        "quote": Quote.objects.filter(case_id=case.id).exclude(status="replaced").last(),
        "booking": booking,
        **explained(booking),
        "steps": words.timeline_of(repair),
        **told(repair),
        "first": first_of(repair),
        **beside.context_of(actor, repair, subject),
        "may_revisit": may_come_again(repair) and may(actor, "repair.revisit", subject),
        "guaranteed": guarantee_of(case.id, now()),
    }


def _possible(actor: Actor, repair: Repair, subject: Subject) -> dict[str, Any]:
    """What this member of staff can do with the case now."""
    return {
        "verbs": [
            verb
            for verb, step in BY_VERB.items()
            if repair.status in step.before and may(actor, step.permission, subject)
        ],
        "duties": _duties(actor, repair, subject),
        "may_renew_code": repair.status in DUTIES[LOCKED].during
        and may(actor, DUTIES[LOCKED].permission, subject),
        "may_unmask": may(actor, "person.unmask", subject),
        "may_revoke_links": may(actor, "link.revoke", subject),
        "may_look": may(actor, "evidence.look", subject),
        "may_erase": may(actor, "person.erase", subject),
        "erasure_due": erasure_due(repair.customer_id),
    }


def _duties(actor: Actor, repair: Repair, subject: Subject) -> list[str]:
    """What a person owes; a conflict has a card of its own, with both versions."""
    return [
        name
        for name in open_duties(repair)
        if name != CONFLICT and may(actor, DUTIES[name].permission, subject)
    ]


def _choices(repair: Repair) -> tuple[Division, ...]:
    """The places that the customer's words may mean, while it is not clear which."""
    if repair.status not in BY_VERB["place"].before:
        return ()
    return choices_for(unseal(bytes(repair.address)) or "")


def explained(booking: Booking | None) -> dict[str, Any]:
    """Why this technician goes and nobody else, in sentences."""
    if booking is None:
        return {"because": [], "passed_over": []}
    numbers = reasons.numbers_of(one["case"] for one in booking.reason.get("later", ()))
    names = reasons.names_of(one["technician"] for one in booking.passed_over)
    return {
        "because": reasons.chosen(booking.reason, numbers),
        "passed_over": [
            {"name": names.get(one["technician"], ""), "why": reasons.not_sent(one)}
            for one in booking.passed_over
        ],
    }


def _choice(actor: Actor, repair: Repair) -> dict[str, Any]:
    """Whom this member of staff may send by hand (an outlet its own people, others all), with
    what each would mean; whoever cannot go, with the reason; what would help where nobody can."""
    if repair.status != "accepted":
        return {}
    ids = technicians_of(actor.outlet_ids) if actor.outlet_ids else None
    found = outlook_of(repair, now(), ids)
    names = reasons.names_of(one.technician_id for one in found)
    numbers = reasons.numbers_of(case for one in found for case, _minutes in one.later)
    rows = [
        {
            "id": one.technician_id,
            "name": names.get(str(one.technician_id), ""),
            "arrives": one.arrives,
            "best": one.best,
            "means": reasons.consequence(one, numbers),
        }
        for one in found
    ]
    possible = any(one.arrives for one in found)
    told = [] if possible else helps_for(repair, now())
    helped = reasons.names_of(one.technician_id for one in told if one.technician_id)
    return {
        "technicians": rows,
        "helps": [{"text": reasons.help_text(one, helped), "arrives": one.arrives} for one in told],
    }


@staff_page("case.see")
@require_POST
def act(request: HttpRequest, actor: Actor, number: str, verb: str) -> HttpResponse:
    """Do one step; a refusal is a sentence above the case, and nothing is changed."""
    case, _repair = allowed(actor, number)
    doing = ACTS.get(verb)
    if doing is None:
        raise Invalid("step_unknown", "This step is not known.")
    try:
        doing(request, actor, case)
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    if not may(actor, "case.see", subject_of(case)):
        # Given away: from now on it belongs to others.
        return redirect("staff-home")
    return redirect("staff-case", number=case.number)


def _arrange(request: HttpRequest, actor: Actor, case: Case) -> None:
    chosen = request.POST.get("technician", "")
    if chosen:
        try:
            technician_id = UUID(chosen)
        except ValueError as error:
            raise Invalid("technician_unknown", "Please choose a technician.") from error
        assign_technician(actor, now(), case.number, technician_id)
    elif arrange_visit(actor, now(), case.id) is None:
        raise Invalid("nobody_free", "Nobody is free in that time. The reasons are on the record.")


def _revisit(request: HttpRequest, actor: Actor, case: Case) -> None:
    """The desk asks for a caller; the number of the new case is said above this one."""
    given = request.POST
    wish = Wish(description=given.get("description", ""), paid=given.get("paid") == "yes")
    taken = ask_again(actor, now(), case.number, wish, "phone")
    messages.info(request, _("The new case is %(number)s.") % {"number": taken.case.number})


ACTS: dict[str, Callable[[HttpRequest, Actor, Case], object]] = {
    "accept": lambda _request, actor, case: accept(actor, now(), case.number),
    "place": lambda request, actor, case: set_place(
        actor, now(), case.number, request.POST.get("code", "")
    ),
    "offer_help": lambda request, actor, case: offer_help(
        actor, now(), case.number, request.POST.get("offer", "")
    ),
    "arrange": _arrange,
    "reschedule": lambda request, actor, case: reschedule(
        actor, now(), case.number, read_windows(request.POST, SHANGHAI)
    ),
    "cancel": lambda request, actor, case: cancel(
        actor, now(), case.number, request.POST.get("because", "")
    ),
    "revisit": _revisit,
    "renew_code": lambda _request, actor, case: renew_code(actor, now(), case.number),
    **beside.ACTS,
    "revoke_links": lambda _request, actor, case: revoke_links(actor, now(), case.number),
    "close": lambda _request, actor, case: close(actor, now(), case.id),
    "take_back": lambda request, actor, case: take_back(
        actor, now(), case.number, request.POST.get("why", "")
    ),
    "hand_back": lambda request, actor, case: hand_back(
        actor, now(), case.number, request.POST.get("why", "")
    ),
    "resume": lambda _request, actor, case: resume(actor, now(), case.number),
    "merge": lambda request, actor, case: merge(
        actor, now(), case.number, request.POST.get("into", "")
    ),
    "abandon": lambda _request, actor, case: abandon(actor, now(), case.number),
    "done": lambda request, actor, case: done(
        actor, now(), case.number, request.POST.get("duty", ""), request.POST.get("how", "")
    ),
}

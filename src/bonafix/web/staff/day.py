"""The technician's day: one visit after the other, the next step as one large button."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bonafix.access import require
from bonafix.cases.queries import by_number, subject_of
from bonafix.deadlines.queries import is_owed
from bonafix.dispatch.models import Booking
from bonafix.kit.clock import SHANGHAI, local, now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.kit.ids import uuid7
from bonafix.operators.actors import Actor
from bonafix.people.actions import unmask
from bonafix.people.queries import masked, words_of
from bonafix.repairs.actions.codes import CODE_TRIES
from bonafix.repairs.actions.elsewhere import REFUSE
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.actions.offers import open_offer
from bonafix.repairs.actions.second import WHY
from bonafix.repairs.actions.steps import Step, take_step
from bonafix.repairs.errors import ConsentWithdrawn
from bonafix.repairs.models import Quote, Repair
from bonafix.repairs.revisits import is_borne, is_free, prices_of
from bonafix.repairs.rules.doors import DECLINE
from bonafix.repairs.rules.kinds import is_foreign
from bonafix.repairs.rules.states import BY_VERB, WITHDRAWN
from bonafix.web import words
from bonafix.web.errors import sentence
from bonafix.web.look.route import route
from bonafix.web.staff import doors, inspecting
from bonafix.web.staff.board import day_start
from bonafix.web.staff.doors import client_id_of
from bonafix.web.staff.gate import staff_page

# Whoever is sent shortly before midnight must find the visit of after midnight.
NIGHT: Final = timedelta(hours=6)
NEXT = {
    "arranged": "depart",
    "under_way": "arrive",
    "arrived": "quote",
    "approved": "repair",
    "repaired": "sign_off",
}

# Off the straight road, with the reasons that may be given.
OTHERWISE: dict[str, tuple[str, ...]] = {
    **{"refuse": REFUSE, "miss": (), "adjourn": WHY},
    "decline_door": DECLINE,
}


@staff_page("day.see")
def day(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Today's visits of the technician who is logged in, in order of time."""
    return _page(request, actor, {})


def _page(
    request: HttpRequest,
    actor: Actor,
    plain: dict[str, Any],
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """`plain`: customers in full, `typed`: what a form that was refused said; by case number."""
    asked = request.GET.get("day", "")
    start = day_start(asked, now())
    mine = [actor.technician_id] if actor.technician_id else []
    bookings = (
        Booking.objects.filter(
            technician_id__in=mine,
            status="active",
            arrive_at__lt=start + timedelta(days=1) + (timedelta(0) if asked else NIGHT),
        )
        .select_related("case")
        .order_by("arrive_at")
    )
    visits = [visit(booking) for booking in bookings]
    for one in visits:
        one["plain"] = plain.get(one["number"])
        one["typed"] = (typed or {}).get(one["number"])
    done = Booking.objects.filter(
        technician_id__in=mine, status="done", arrive_at__gte=start
    ).count()
    drawn = route([(one["number"], one["repair"].place_code) for one in visits])
    for one, stop in zip(visits, drawn.stops, strict=True):
        one["order"] = stop.order
    context = {
        "visits": visits,
        "route": drawn,
        "done": done,
        "start": start,
        "tomorrow": local(now()).date() + timedelta(days=1),
    }
    return render(request, "bonafix/staff/day.html", context, status=422 if typed else 200)


def visit(booking: Booking) -> dict[str, Any]:
    """What the technician needs for one visit, on one card."""
    repair = Repair.objects.select_related("product", "fault", "customer").get(
        case_id=booking.case_id
    )
    prices = prices_of(repair, now())
    withdrawn = is_owed(("case", booking.case_id), WITHDRAWN)
    return {
        "booking": booking,
        "repair": repair,
        "number": booking.case.number,
        "status": words.status_text(repair.status),
        "tone": words.status_tone(repair.status),
        "person": masked(repair.customer),
        "address": None if withdrawn else words_of(repair.customer, bytes(repair.address)),
        "description": words_of(repair.customer, bytes(repair.description)),
        "next": inspecting.next_of(repair, doors.next_of(repair, NEXT.get(repair.status, ""))),
        "seen": inspecting.CHOICES,
        "kind": words.KINDS[repair.kind],
        "free": is_free(booking.case_id),
        "borne": is_borne(booking.case_id),
        "offer": open_offer(booking.case_id),
        "door": doors.asked_of(repair, now()),
        "withdrawn": withdrawn,
        "locked": repair.code_tries >= CODE_TRIES,
        "client_id": uuid7(),
        "otherwise": {
            verb: words.whys(OTHERWISE[verb])
            for verb in OTHERWISE
            if repair.status in BY_VERB[verb].before and not is_foreign(repair.kind, verb)
        },
        "prices": [
            {"code": code, "title": title, "fen": fen} for code, (title, fen) in prices.items()
        ],
        "quote": Quote.objects.filter(case_id=booking.case_id).exclude(status="replaced").last(),
    }


@staff_page("day.see")
@require_POST
@sensitive_post_parameters()
def step(request: HttpRequest, actor: Actor, number: str, verb: str) -> HttpResponse:
    """One step of a visit from the page; the form's own id makes a double tap one step."""
    try:
        instant = now()
        client_id = client_id_of(request.POST.get("client_id", ""))
        take_step(
            actor,
            instant,
            number,
            Step(
                client_id=client_id,
                verb=verb,
                done_at=instant,
                code=request.POST.get("code", "")[:12],
                lines=_lines(request),
                method="told",
                why=request.POST.get("why", ""),
                expected_at=_expected(request.POST.get("expected", "")),
                part=request.POST.get("part", ""),
                proofs=doors.proofs_in(request, actor, instant, number, client_id)
                if verb == "prove_door"
                else None,
                found=inspecting.found_in(request, actor, instant, number, client_id)
                if verb == "inspect"
                else None,
            ),
        )
    except BonafixError as error:
        messages.error(request, sentence(error))
        if verb in ("prove_door", "inspect"):
            # Long to fill in: what was typed comes back.
            return _page(request, actor, {}, {number: request.POST})
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-day")


@staff_page("person.unmask")
@require_POST
def call(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The phone of one's own next visit in full, with a reason, on the record; then the day."""
    case = by_number(number)
    require(actor, "person.unmask", subject_of(case))
    _case, repair = case_of(case.id)
    plain = {}
    try:
        if is_owed(("case", case.id), WITHDRAWN):
            raise ConsentWithdrawn
        plain[case.number] = unmask(
            actor, now(), repair.customer_id, ["name", "phone"], request.POST.get("reason", "")
        )
    except BonafixError as error:
        messages.error(request, sentence(error))
    return _page(request, actor, plain)


def _expected(text: str) -> datetime | None:
    """The day of a second visit, from nine in the morning on."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(9), tzinfo=SHANGHAI)
    except ValueError as error:
        raise Invalid("not_a_day", "Please choose the day from the list.") from error


def _lines(request: HttpRequest) -> tuple[tuple[str, int], ...]:
    lines = []
    for name, value in request.POST.items():
        if name.startswith("quantity:") and value not in ("", "0"):
            if not isinstance(value, str) or not value.isdecimal():
                raise Invalid("quote_quantity", "The quantity must be between 1 and 99.")
            lines.append((name.removeprefix("quantity:"), int(value[:4])))
    return tuple(lines)

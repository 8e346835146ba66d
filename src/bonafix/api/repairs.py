"""Reporting a repair, and following it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from bonafix.access import may
from bonafix.api import schemas, time_schemas, views
from bonafix.api.auth import actor_in
from bonafix.cases.contacting import Named
from bonafix.cases.queries import by_number, require_case
from bonafix.intake.actions import report, set_place
from bonafix.intake.revisits import Wish, ask_again
from bonafix.intake.rules import RawReport
from bonafix.kit.clock import now, parse_instant
from bonafix.kit.errors import Invalid
from bonafix.repairs.actions.accept import accept, offer_help
from bonafix.repairs.actions.arrange import (
    arrange_visit,
    assign_technician,
    reschedule,
)
from bonafix.repairs.actions.codes import renew_code
from bonafix.repairs.actions.door import report_absence
from bonafix.repairs.actions.duties import done
from bonafix.repairs.actions.elsewhere import hand_back, take_back
from bonafix.repairs.actions.ending import abandon, cancel, merge
from bonafix.repairs.actions.finish import answer_quote
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.actions.offer import offer_times
from bonafix.repairs.actions.rebook import reschedule_into
from bonafix.repairs.actions.second import resume
from bonafix.repairs.actions.taking_on import take_on

router = Router(tags=["repairs"])


def _raw(body: schemas.RepairIn) -> RawReport:
    return RawReport(
        product=body.product,
        fault=body.fault,
        description=body.description,
        address=body.address,
        name=body.contact.name,
        phone=body.contact.phone,
        urgent=body.urgent,
        preferred=windows(body.preferred or []),
        place_code=body.place,
        consent=body.consent,
        kind=body.kind,
        beside=Named(**body.beside.dict()) if body.beside else None,
    )


def windows(given: list[schemas.Window]) -> list[tuple[Any, Any]]:
    """Instants of the windows; naive times are refused."""
    try:
        return [(parse_instant(w.from_), parse_instant(w.to)) for w in given]
    except Invalid as error:
        error.field = "preferred"
        raise


@router.post("", response={201: schemas.RepairOut}, summary="Report a fault")
def create(request: HttpRequest, body: schemas.RepairIn) -> Any:
    """Put a report on record. An urgent one is answered with who comes and by when."""
    return Status(201, views.taken(report(actor_in(request), now(), _raw(body), "api")))


@router.get("/{number}", response=schemas.RepairDetail, summary="Follow a repair")
def show(request: HttpRequest, number: str) -> Any:
    """How far a repair is. Reasons of the dispatch are shown to those who run it."""
    return _detail(request, number)


def _plain(number: str) -> dict[str, Any]:
    """What is left to see for who has just given the case away: how far it is."""
    case, repair = case_of(by_number(number).id)
    return views.detail(case, repair, reasons=False)


def _detail(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_in(request)
    case = by_number(number)
    subject = require_case(actor, "case.see", case)
    _case, repair = case_of(case.id)
    return views.detail(case, repair, reasons=may(actor, "board.see", subject))


@router.post("/{number}/accept", response=schemas.RepairDetail, summary="Accept by hand")
def accept_one(request: HttpRequest, number: str) -> Any:
    """The desk accepts a report that was not accepted by itself."""
    accept(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/place", response=schemas.RepairDetail, summary="Clear up the place")
def place(request: HttpRequest, number: str, body: schemas.PlaceIn) -> Any:
    """The desk says which division it is."""
    set_place(actor_in(request), now(), number, body.code)
    return _detail(request, number)


@router.post("/{number}/help", response=schemas.RepairDetail, summary="Offer other help")
def help_(request: HttpRequest, number: str, offer: str) -> Any:
    """Outside coverage: remote_help or waiting_list."""
    offer_help(actor_in(request), now(), number, offer)
    return _detail(request, number)


@router.post("/{number}/arrange", response=schemas.RepairDetail, summary="Arrange a visit")
def arrange(request: HttpRequest, number: str, body: schemas.AssignIn) -> Any:
    """A chosen technician, or whoever can be there first."""
    actor = actor_in(request)
    if body.technician is not None:
        assign_technician(actor, now(), number, body.technician)
    else:
        arrange_visit(actor, now(), by_number(number).id)
    return _detail(request, number)


@router.post("/{number}/done", response=schemas.RepairDetail, summary="A person has done it")
def duty_done(request: HttpRequest, number: str, body: schemas.DutyIn) -> Any:
    """The customer was called, the late time will do, or it is known who comes."""
    done(actor_in(request), now(), number, body.duty, body.how)
    return _detail(request, number)


@router.post("/{number}/code", response=schemas.RepairDetail, summary="A new door code")
def new_code(request: HttpRequest, number: str) -> Any:
    """The customer is sent a new code for the door; the old one is void. Nobody else sees it."""
    renew_code(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/reschedule", response=schemas.RepairDetail, summary="Another time")
def move(request: HttpRequest, number: str, body: schemas.RescheduleIn) -> Any:
    """Give the time back and ask for another."""
    reschedule(actor_in(request), now(), number, windows(body.preferred))
    return _detail(request, number)


@router.post("/{number}/times", response=time_schemas.TimesOut, summary="Offer times")
def offer(request: HttpRequest, number: str, body: time_schemas.TimesIn) -> Any:
    """Up to six times that can be kept, kept for this repair for five minutes."""
    case, repair = case_of(by_number(number).id)
    found = offer_times(actor_in(request), now(), repair, windows(body.windows))
    return {"number": case.number, "times": [views.kept(one) for one in found]}


@router.post("/{number}/times/take", response=schemas.RepairDetail, summary="Take an offered time")
def take_time(request: HttpRequest, number: str, body: schemas.Window) -> Any:
    """The visit moves into this time at once; `slot_gone` when somebody else has it."""
    (window,) = windows([body])
    reschedule_into(actor_in(request), now(), number, window)
    return _detail(request, number)


@router.post("/{number}/take_back", response=schemas.RepairDetail, summary="Somebody else goes")
def take_back_one(request: HttpRequest, number: str, body: schemas.WhyIn) -> Any:
    """Take the visit from its technician; the next one is arranged."""
    take_back(actor_in(request), now(), number, body.why)
    return _detail(request, number)


@router.post("/{number}/take_on", response=schemas.RepairDetail, summary="Outlet takes it on")
def take_on_one(request: HttpRequest, number: str) -> Any:
    """An outlet says yes to a visit that was passed to it; saying it twice changes nothing."""
    take_on(actor_in(request), now(), number)
    return _plain(number)


@router.post("/{number}/hand_back", response=schemas.RepairDetail, summary="Outlet cannot go")
def hand_back_one(request: HttpRequest, number: str, body: schemas.WhyIn) -> Any:
    """An outlet gives the case to the next one that serves the place."""
    hand_back(actor_in(request), now(), number, body.why)
    return _plain(number)


@router.post("/{number}/revisit", response={201: schemas.RepairOut}, summary="Come again")
def revisit(request: HttpRequest, number: str, body: schemas.RevisitIn) -> Any:
    """A repair that is over holds no longer: a new case, free while its guarantee holds.

    409 `guarantee_over` says since when it holds no more; with `paid` somebody comes all the
    same. Asking again while somebody is coming gives that case.
    """
    wish = Wish(
        description=body.description,
        preferred=windows(body.preferred or []),
        urgent=body.urgent,
        paid=body.paid,
    )
    return Status(201, views.taken(ask_again(actor_in(request), now(), number, wish, "api")))


@router.post("/{number}/resume", response=schemas.RepairDetail, summary="Second visit")
def resume_one(request: HttpRequest, number: str) -> Any:
    """What was waited for is there: arrange the second visit."""
    resume(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/absence", response=schemas.RepairDetail, summary="Nobody came")
def absence(request: HttpRequest, number: str) -> Any:
    """The customer says that the promised time is over and nobody came."""
    report_absence(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/merge", response=schemas.RepairDetail, summary="Reported twice")
def merge_one(request: HttpRequest, number: str, body: schemas.MergeIn) -> Any:
    """Join this case to another of the same customer; both numbers answer with that one."""
    merge(actor_in(request), now(), number, body.into)
    return _detail(request, number)


@router.post("/{number}/abandon", response=schemas.RepairDetail, summary="Give up")
def abandon_one(request: HttpRequest, number: str) -> Any:
    """A manager gives the case up."""
    abandon(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/cancel", response=schemas.RepairDetail, summary="Cancel")
def cancel_one(request: HttpRequest, number: str, body: schemas.CancelIn) -> Any:
    """Nobody has to come."""
    cancel(actor_in(request), now(), number, body.because)
    return _detail(request, number)


@router.post("/{number}/quote", response=schemas.RepairDetail, summary="Answer the quote")
def quote(request: HttpRequest, number: str, body: schemas.QuoteAnswer) -> Any:
    """Approve or decline the quote that was shown."""
    answer_quote(actor_in(request), now(), number, UUID(str(body.quote)), body.agreed)
    return _detail(request, number)

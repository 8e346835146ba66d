"""Visits passed to outlets, what they pay, and how outlets keep their word."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from bonafix.access import Subject, require
from bonafix.access.table import TABLE
from bonafix.api import outlet_schemas as schemas
from bonafix.api.auth import actor_in
from bonafix.api.views import place_of
from bonafix.kit.clock import format_instant, now, parse_instant
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.operators.actors import Actor
from bonafix.people.actions import leave_outlet_phone
from bonafix.people.models import Party
from bonafix.products.models import Brand
from bonafix.repairs.actions.offers import publish_rate
from bonafix.repairs.models import Repair
from bonafix.repairs.offers import kept_by_outlet, offers_to
from bonafix.repairs.passed import Offer, PayRate
from bonafix.repairs.rules.offers import Pay

router = Router(tags=["outlets"])
LONGEST_DAYS = 366


@router.get("/offers", response=list[schemas.OfferOut], summary="Visits passed to one's outlet")
def offers(request: HttpRequest) -> Any:
    """Those that wait for an answer first, each with its pay in fen; null: no rate on file.

    Taken on with `POST /repairs/{number}/take_on`, handed back with `.../hand_back`.
    """
    actor = actor_in(request)
    if not actor.roles & TABLE["offer.see"].keys():
        raise NotAllowed("not_allowed", "You may not do this here.")
    found = offers_to(actor.outlet_ids)
    repairs = {
        one.case_id: one
        for one in Repair.objects.filter(case_id__in=[row.case_id for row in found])
    }
    return [_offer(row, repairs[row.case_id]) for row in found]


def _offer(row: Offer, repair: Repair) -> dict[str, Any]:
    return {
        "number": row.case.number,
        "status": row.status,
        "accept_by": format_instant(row.accept_by) if row.accept_by else None,
        "outlet_fen": row.outlet_fen,
        "technician_fen": row.technician_fen,
        "technician": {"id": row.technician_id, "name": row.technician.public_name},
        "kind": repair.kind,
        "urgent": repair.urgent,
        "place": place_of(repair),
        "arrive_from": format_instant(repair.arrive_from) if repair.arrive_from else None,
        "arrive_by": format_instant(repair.arrive_by) if repair.arrive_by else None,
    }


@router.post("/{uuid:pk}/reach", response=schemas.ReachOut, summary="Where an outlet is told")
def outlet_reach(request: HttpRequest, pk: UUID, body: schemas.ReachIn) -> Any:
    """A telephone for messages about visits passed to this outlet; empty: none.

    A message holds the case's number, the time for the answer and the address of the inbox.
    """
    leave_outlet_phone(actor_in(request), now(), pk, body.phone)
    return {"outlet": pk, "told": bool(body.phone.strip())}


@router.get("/promises", response=list[schemas.KeptOut], summary="How outlets keep their word")
def promises(request: HttpRequest, days: int = 30) -> Any:
    """Counts by outlet of the last `days` (1 to 366). A brand sees what was done in its name."""
    actor = actor_in(request)
    brands = _brands(actor)
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("days_out_of_range", "Please ask for 1 to 366 days.", field="days")
    instant = now()
    found = kept_by_outlet(instant - timedelta(days=days), instant, brands=brands)
    ids = [one.outlet_id for one in found]
    titles = dict(Party.objects.filter(id__in=ids).values_list("id", "title"))
    return [
        {
            "outlet": {"id": one.outlet_id, "name": titles.get(one.outlet_id) or ""},
            "offered": one.offered,
            "asked": one.asked,
            "taken_on_in_time": one.in_time,
            "lapsed": one.lapsed,
            "handed_back": one.handed_back,
            "promises_settled": one.settled,
            "arrived_in_promise": one.arrived_in_time,
        }
        for one in found
    ]


def _brands(actor: Actor) -> list[Any] | None:
    """None: all. A key of the brand's own system sees that brand's."""
    if actor.roles & {"manager", "auditor"}:
        return None
    own = list(Brand.objects.filter(party_id__in=actor.party_ids).values_list("id", flat=True))
    if not own:
        raise NotAllowed("not_allowed", "You may not do this here.")
    return own


@router.get("/pay", response=list[schemas.RateOut], summary="What visits pay")
def pay(request: HttpRequest) -> Any:
    """Every rate that was published, oldest first."""
    actor = actor_in(request)
    require(actor, "pay.edit", Subject("pay", actor.operator_id))
    return [_rate(row) for row in PayRate.objects.order_by("version")]


@router.post("/pay", response={201: schemas.RateOut}, summary="Publish a rate")
def publish(request: HttpRequest, body: schemas.RateIn) -> Any:
    """A rate from `since` on, at once without it; earlier offers keep what they said."""
    instant = now()
    row = publish_rate(
        actor_in(request),
        instant,
        since=parse_instant(body.since) if body.since else instant,
        kind=body.kind,
        brand_id=body.brand,
        pay={
            "usual": Pay(body.usual.outlet_fen, body.usual.technician_fen),
            "urgent": Pay(body.urgent.outlet_fen, body.urgent.technician_fen),
        },
    )
    return Status(201, _rate(row))


def _rate(row: PayRate) -> dict[str, Any]:
    return {
        "version": row.version,
        "since": format_instant(row.since),
        "kind": row.kind,
        "brand": row.brand_id,
        "usual": {"outlet_fen": row.outlet_fen, "technician_fen": row.technician_fen},
        "urgent": {
            "outlet_fen": row.urgent_outlet_fen,
            "technician_fen": row.urgent_technician_fen,
        },
    }

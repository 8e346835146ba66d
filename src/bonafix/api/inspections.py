"""First inspections that brands offer new customers for nothing."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from bonafix.access.table import TABLE
from bonafix.api.auth import actor_in
from bonafix.kit.clock import format_instant, now, parse_instant
from bonafix.kit.errors import NotAllowed
from bonafix.products.models import Brand
from bonafix.repairs.actions.first import end_offer, publish_offer
from bonafix.repairs.passed import InspectionOffer

router = Router(tags=["inspections"])


class OfferIn(Schema):
    """On which days, where, and what of the public price list costs nothing then."""

    brand: UUID
    product: UUID | None = Field(None, description="null: every product of the brand")
    region: str = Field("", description="division code; empty: everywhere")
    free: list[str]
    valid_from: str
    valid_to: str


class OfferShape(OfferIn):
    """An offer on file."""

    id: UUID


@router.get("", response=list[OfferShape], summary="First inspections for nothing")
def offers(request: HttpRequest) -> Any:
    """Those that hold or will hold, of one's own brands; of all for who runs the house."""
    actor = actor_in(request)
    if not actor.roles & TABLE["offer.edit"].keys():
        raise NotAllowed("not_allowed", "You may not do this here.")
    rows = InspectionOffer.objects.filter(valid_to__gt=now()).order_by("valid_from", "id")
    if not actor.roles & {"manager", "admin"}:
        own = Brand.objects.filter(party_id__in=actor.party_ids)
        rows = rows.filter(brand_id__in=own.values("id"))
    return [_shape(row) for row in rows]


@router.post("", response={201: OfferShape}, summary="Publish an offer")
def publish(request: HttpRequest, body: OfferIn) -> Any:
    """New customers of the brand get a first inspection for nothing.

    Booked like any report, with `kind` inspection and without a fault; whether it is free is
    decided for each, and stands in `first_inspection` of the repair.
    """
    row = publish_offer(
        actor_in(request),
        now(),
        brand_id=body.brand,
        product_id=body.product,
        region_code=body.region,
        free=tuple(body.free),
        valid_from=parse_instant(body.valid_from),
        valid_to=parse_instant(body.valid_to),
    )
    return Status(201, _shape(row))


@router.post("/{uuid:pk}/end", response=OfferShape, summary="End an offer")
def end(request: HttpRequest, pk: UUID) -> Any:
    """What was granted stays free."""
    return _shape(end_offer(actor_in(request), now(), pk))


def _shape(row: InspectionOffer) -> dict[str, Any]:
    return {
        "id": row.id,
        "brand": row.brand_id,
        "product": row.product_id,
        "region": row.region_code,
        "free": row.free,
        "valid_from": format_instant(row.valid_from),
        "valid_to": format_instant(row.valid_to),
    }

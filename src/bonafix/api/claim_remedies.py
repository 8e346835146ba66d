"""Claims that end with goods, for other people's programs: sent, received, mended, made useless."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from bonafix.api import claim_schemas as schemas
from bonafix.api import claim_views as views
from bonafix.api.auth import actor_in
from bonafix.cases.queries import require_case
from bonafix.claims.actions.destroying import capture_token, decline_destroy
from bonafix.claims.actions.mending import agree_mending, decline_mending, order_mending
from bonafix.claims.actions.remedying import confirm, give_up, have_back, not_right, send_out
from bonafix.claims.actions.visiting import Where
from bonafix.claims.queries import claim_by_number
from bonafix.intake.locate import locate
from bonafix.kit.clock import now, parse_instant
from bonafix.kit.errors import Invalid
from bonafix.operators.actors import Actor
from bonafix.operators.addresses import public_url

router = Router(tags=["claims"])
Way = Callable[[Actor, datetime, str, schemas.RemedyIn], object]
WAYS: dict[str, Way] = {
    "send": lambda actor, at, number, body: send_out(actor, at, number, body.parcel),
    "goods_back": lambda actor, at, number, _body: have_back(actor, at, number),
    "visit": lambda actor, at, number, _body: order_mending(actor, at, number),
    "cannot": lambda actor, at, number, body: give_up(actor, at, number, body.text),
}


def _detail(actor: Actor, number: str) -> dict[str, Any]:
    case, claim = claim_by_number(number)
    require_case(actor, "claim.see", case)
    return views.detail(case, claim)


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except Invalid as error:
        error.field = "preferred"
        raise


@router.post("/{number}/remedy", response=schemas.ClaimOut, summary="The merchant sends or mends")
def claim_remedy(request: HttpRequest, number: str, body: schemas.RemedyIn) -> Any:
    """Send the goods, ask for them to mend them, send somebody, or say that it cannot be done."""
    actor = actor_in(request)
    if body.way not in WAYS:
        raise Invalid("way_unknown", "Please choose one of the ways.", field="way")
    WAYS[body.way](actor, now(), number, body)
    return _detail(actor, number)


@router.post("/{number}/received", response=schemas.ClaimOut, summary="The buyer has the goods")
def claim_received(request: HttpRequest, number: str, body: schemas.ReceivedIn) -> Any:
    """They do; or they did not come or do not do, and a person decides."""
    actor = actor_in(request)
    if body.agreed:
        confirm(actor, now(), number)
    else:
        not_right(actor, now(), number, body.text)
    return _detail(actor, number)


@router.post("/{number}/mending", response=schemas.ClaimOut, summary="The buyer lets it be mended")
def claim_mending(request: HttpRequest, number: str, body: schemas.VisitIn) -> Any:
    """Yes, with place, times and consent, becomes a visit; no means another way of mending."""
    actor = actor_in(request)
    if body.agreed:
        windows = tuple((_instant(one.start), _instant(one.end)) for one in body.preferred)
        where = Where(locate(body.address, body.place), body.address, windows, body.consent)
        agree_mending(actor, now(), number, where)
    else:
        decline_mending(actor, now(), number)
    return _detail(actor, number)


@router.post("/{number}/destroying", response=schemas.ClaimOut, summary="Goods made useless")
def claim_destroying(request: HttpRequest, number: str, body: schemas.ProofIn) -> Any:
    """Yes gives the address of the page that takes the picture; no means that they go back."""
    actor = actor_in(request)
    if not body.agreed:
        decline_destroy(actor, now(), number)
        return _detail(actor, number)
    case, claim = claim_by_number(number)
    require_case(actor, "claim.buyer", case)
    token = capture_token(claim, now())
    link = f"{public_url(actor.operator_id)}/e/{token}/" if token else None
    return {**_detail(actor, number), "capture_url": link}

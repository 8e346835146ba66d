"""Orders and claims for other people's programs: merchants, marketplaces, the desk."""

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from ninja import Router

from bonafix.api import claim_schemas as schemas
from bonafix.api import claim_views as views
from bonafix.api.auth import actor_in
from bonafix.api.claim_remedies import router as remedies
from bonafix.cases.queries import require_case
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.buying import answer_offer, send_back, withdraw
from bonafix.claims.actions.capturing import begin_capture
from bonafix.claims.actions.duties import ask_person, done
from bonafix.claims.actions.examining import go_on
from bonafix.claims.actions.inspecting import (
    agree_inspection,
    decline_inspection,
    order_inspection,
    report_inspection,
    stop_inspection,
)
from bonafix.claims.actions.opening import Wanted, open_claim, order_link
from bonafix.claims.actions.pictures import add_goods_picture, add_picture, complete
from bonafix.claims.actions.reviewing import Verdict, appeal, decide, decide_appeal, second_look
from bonafix.claims.actions.visiting import Where
from bonafix.claims.errors import NoSuchOrder, NotAPicture
from bonafix.claims.queries import claim_by_number
from bonafix.intake.locate import locate
from bonafix.kit.clock import now, parse_instant
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.addresses import public_url
from bonafix.people.actions import find_or_add_customer
from bonafix.products.actions import Bought, register_order
from bonafix.products.models import Order

router = Router(tags=["claims"])
router.add_router("", remedies)
orders = Router(tags=["orders"])


@orders.post("", response={201: schemas.OrderOut}, summary="Register an order")
def order_create(request: HttpRequest, body: schemas.OrderIn) -> Any:
    """What was bought of whom; answers with the link by which the buyer opens a claim."""
    actor = actor_in(request)
    return JsonResponse(_registered(actor, body), status=201)


def _registered(actor: Actor, body: schemas.OrderIn) -> dict[str, Any]:
    merchant_id = body.merchant or _own_party(actor)
    received = _instant(body.received_at, "received_at") if body.received_at else None
    bought = Bought(
        ref=body.ref,
        title=body.title,
        goods_fen=body.goods_fen,
        paid_fen=body.paid_fen,
        bought_at=_instant(body.bought_at, "bought_at"),
        freight_fen=body.freight_fen,
        category=body.category,
        received_at=received,
    )
    instant = now()
    with begin(actor, instant) as act:
        buyer = find_or_add_customer(act, body.buyer.name, body.buyer.phone) if body.buyer else None
        order = register_order(
            act, merchant_id=merchant_id, buyer_id=buyer.id if buyer else None, bought=bought
        )
    link = f"{public_url(actor.operator_id)}/o/{order_link(actor.operator_id, order.id, instant)}/"
    return {"id": str(order.id), "ref": order.ref, "claim_url": link if buyer else None}


def _own_party(actor: Actor) -> UUID:
    found = next(iter(sorted(actor.party_ids, key=str)), None)
    if found is None:
        raise Invalid("merchant_unknown", "Please say of which merchant.", field="merchant")
    return found


def _instant(text: str, name: str) -> datetime:
    try:
        return parse_instant(text)
    except Invalid as error:
        error.field = name
        raise


def _order_named(actor: Actor, body: schemas.ClaimIn) -> UUID:
    rows = Order.objects.filter(merchant_id=body.merchant or _own_party(actor), ref=body.order)
    found = rows.values_list("id", flat=True).first()
    if found is None:
        raise NoSuchOrder
    return found


@router.post("", response={201: schemas.ClaimOut}, summary="Open a claim")
def claim_create(request: HttpRequest, body: schemas.ClaimIn) -> Any:
    """Put a claim on record for an order that was registered before."""
    actor = actor_in(request)
    wanted = Wanted(body.reason, body.wish, body.amount_fen, body.statement)
    opened = open_claim(actor, now(), _order_named(actor, body), wanted, "api")
    link = f"{public_url(actor.operator_id)}/c/{opened.token}/"
    told = {**views.detail(opened.case, opened.claim), "claim_url": link}
    return JsonResponse(told, status=201)


def _detail(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_in(request)
    case, claim = claim_by_number(number)
    require_case(actor, "claim.see", case)
    return views.detail(case, claim)


@router.get("/{number}", response=schemas.ClaimOut, summary="Follow a claim")
def claim_show(request: HttpRequest, number: str) -> Any:
    """How far a claim is."""
    return _detail(request, number)


@router.post("/{number}/pictures", response=schemas.ClaimOut, summary="Add a picture")
def claim_picture(request: HttpRequest, number: str, body: schemas.PictureIn) -> Any:
    """A picture of the buyer for a slot, or (`side` merchant) of the goods as sold."""
    actor = actor_in(request)
    try:
        content = base64.b64decode(body.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAPicture from error
    if body.side == "merchant":
        add_goods_picture(actor, now(), number, content)
    else:
        add_picture(actor, now(), number, body.slot, content, body.declared_ai)
    return _detail(request, number)


@router.post(
    "/{number}/capture", response={201: schemas.CaptureOut}, summary="Let the buyer be guided"
)
def claim_capture(request: HttpRequest, number: str) -> Any:
    """A page for the buyer, the same as a text, and a door for a program (tus 1.0.0)."""
    asked = begin_capture(actor_in(request), now(), number)
    return JsonResponse(views.capture(asked.ask, asked.token), status=201)


@router.post("/{number}/complete", response=schemas.ClaimOut, summary="That is all")
def claim_complete(request: HttpRequest, number: str) -> Any:
    """Every asked picture is there; they are examined now."""
    complete(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/go_on", response=schemas.ClaimOut, summary="Go on without measuring")
def claim_go_on(request: HttpRequest, number: str) -> Any:
    """A person passes the claim to the merchant although its pictures were not examined."""
    go_on(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/answer", response=schemas.ClaimOut, summary="The merchant answers")
def claim_answer(request: HttpRequest, number: str, body: schemas.AnswerIn) -> Any:
    """Accept, offer part, do not agree, ask for the goods or for an inspection."""
    answer(actor_in(request), now(), number, body.kind, body.text, body.offer_fen)
    return _detail(request, number)


@router.post("/{number}/offer", response=schemas.ClaimOut, summary="The buyer answers an offer")
def claim_offer(request: HttpRequest, number: str, body: schemas.AgreedIn) -> Any:
    """Take the part that is offered, or let a person decide."""
    answer_offer(actor_in(request), now(), number, body.agreed)
    return _detail(request, number)


@router.post("/{number}/sent", response=schemas.ClaimOut, summary="The goods are sent back")
def claim_sent(request: HttpRequest, number: str, body: schemas.ParcelIn) -> Any:
    """Carrier and number of the parcel."""
    send_back(actor_in(request), now(), number, body.parcel)
    return _detail(request, number)


@router.post("/{number}/withdraw", response=schemas.ClaimOut, summary="Withdraw")
def claim_withdraw(request: HttpRequest, number: str) -> Any:
    """The buyer does not want it any more."""
    withdraw(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/inspection", response=schemas.ClaimOut, summary="Report an inspection")
def claim_inspection(request: HttpRequest, number: str, body: schemas.TextIn) -> Any:
    """What was seen at the thing itself."""
    report_inspection(actor_in(request), now(), number, body.text)
    return _detail(request, number)


@router.post("/{number}/inspection/order", response=schemas.ClaimOut, summary="Order an inspection")
def claim_inspection_order(request: HttpRequest, number: str, body: schemas.TextIn) -> Any:
    """A reviewer asks that somebody looks at the goods; the buyer is asked first."""
    order_inspection(actor_in(request), now(), number, body.text)
    return _detail(request, number)


@router.post(
    "/{number}/inspection/agree", response=schemas.ClaimOut, summary="The buyer agrees to a visit"
)
def claim_inspection_agree(request: HttpRequest, number: str, body: schemas.VisitIn) -> Any:
    """Yes, with place, times and consent, becomes a visit; no leads to a person."""
    actor = actor_in(request)
    if body.agreed:
        windows = tuple(
            (_instant(one.start, "preferred"), _instant(one.end, "preferred"))
            for one in body.preferred
        )
        where = Where(locate(body.address, body.place), body.address, windows, body.consent)
        agree_inspection(actor, now(), number, where)
    else:
        decline_inspection(actor, now(), number)
    return _detail(request, number)


@router.post("/{number}/inspection/stop", response=schemas.ClaimOut, summary="End an inspection")
def claim_inspection_stop(request: HttpRequest, number: str, body: schemas.TextIn) -> Any:
    """The desk ends an inspection that leads nowhere; a reviewer decides."""
    stop_inspection(actor_in(request), now(), number, body.text)
    return _detail(request, number)


@router.post("/{number}/decision", response=schemas.ClaimOut, summary="A reviewer decides")
def claim_decision(request: HttpRequest, number: str, body: schemas.DecisionIn) -> Any:
    """With reasons; of an appeal, by another person than before."""
    actor = actor_in(request)
    _case, claim = claim_by_number(number)
    doing = decide_appeal if claim.status == "appealed" else decide
    verdict = Verdict(body.outcome, body.amount_fen, body.reasons, body.remedy)
    doing(actor, now(), number, verdict)
    return _detail(request, number)


@router.post("/{number}/second", response=schemas.ClaimOut, summary="The second reviewer")
def claim_second(request: HttpRequest, number: str, body: schemas.AgreedIn) -> Any:
    """Comes to the same decision, or asks to look again."""
    second_look(actor_in(request), now(), number, body.agreed)
    return _detail(request, number)


@router.post("/{number}/appeal", response=schemas.ClaimOut, summary="Ask for another person")
def claim_appeal(request: HttpRequest, number: str, body: schemas.TextIn) -> Any:
    """Either side, once; says what should be looked at again."""
    appeal(actor_in(request), now(), number, body.side, body.text)
    return _detail(request, number)


@router.post("/{number}/person", response=schemas.ClaimOut, summary="Talk to a person")
def claim_person(request: HttpRequest, number: str) -> Any:
    """Somebody calls back; at any time, in any state."""
    ask_person(actor_in(request), now(), number)
    return _detail(request, number)


@router.post("/{number}/done", response=schemas.ClaimOut, summary="A person has done it")
def claim_done(request: HttpRequest, number: str, body: schemas.DoneIn) -> Any:
    """Called back, or saw to the payment."""
    done(actor_in(request), now(), number, body.duty)
    return _detail(request, number)

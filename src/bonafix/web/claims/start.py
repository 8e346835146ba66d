"""The page behind an order's link: what is wrong, what the buyer would like, and how much."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bonafix.claims.actions.opening import Wanted, open_claim
from bonafix.claims.actions.policy import policy_at
from bonafix.claims.queries import room_of
from bonafix.claims.rules.policies import REASONS, WISHES
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.kit.money import yuan
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.actors import customer_actor
from bonafix.people.errors import LinkUnknown
from bonafix.people.tokens import redeem
from bonafix.products.models import Order
from bonafix.web.claims import words
from bonafix.web.errors import sentence


def _order_of(key: str) -> tuple[Order, Actor]:
    operator_id, order_id = redeem(key, "order", now())
    order = Order.objects.select_related("merchant").filter(pk=order_id).first()
    if operator_id != current_operator_id() or order is None:
        raise LinkUnknown
    return order, customer_actor(operator_id, None, order.buyer_id)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponse:
    """One page: what is wrong, what you would like, how much, in your words."""
    order, actor = _order_of(key)
    fault: BonafixError | None = None
    if request.method == "POST":
        try:
            opened = open_claim(actor, now(), order.id, _wanted(request), "page")
            return redirect("claim", opened.token)
        except BonafixError as error:
            fault = error
    left = room_of(order).left_fen
    context = {
        "order": order,
        "left": left,
        "reasons": [(name, words.REASONS[name]) for name in REASONS],
        "wishes": [(name, words.WISHES[name]) for name in WISHES],
        "given": request.POST,
        "amount": request.POST.get("amount", f"{left / 100:.2f}"),
        "limits": _limits(order),
        "error": sentence(fault) if fault else "",
        "wrong": fault.field if fault else "",
    }
    return render(request, "bonafix/claims/start.html", context, status=422 if fault else 200)


def _limits(order: Order) -> list[dict[str, Any]]:
    policy = policy_at(order.bought_at)
    return [
        {"reason": words.REASONS[reason], "fen": policy.refund_only_up_to(reason)}
        for reason in REASONS
    ]


def _wanted(request: HttpRequest) -> Wanted:
    given = request.POST
    return Wanted(
        reason=given.get("reason", ""),
        wish=given.get("wish", ""),
        amount_fen=_fen(given.get("amount", "")),
        statement=given.get("statement", ""),
    )


def _fen(text: str) -> int:
    try:
        return yuan(text)
    except Invalid as error:
        error.field = "amount"
        raise

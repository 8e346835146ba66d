"""What an operator says of itself in public, and how anybody checks it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bonafix.intake.limits import limit
from bonafix.kit.clock import format_instant, now
from bonafix.kit.errors import BonafixError
from bonafix.ledger.anchors import anchor_facts
from bonafix.ledger.models import Anchor
from bonafix.operators.models import SigningKey
from bonafix.operators.tenancy import current_operator_id
from bonafix.products.queries import service_page
from bonafix.web.customer.checking import Answer, check_number
from bonafix.web.errors import sentence

# A day of anchors, more or less: whoever looks once a day misses none of a quiet service.
ANCHORS_SHOWN = 500
CHECKS_PER_MINUTE = 20


@require_safe
def service(request: HttpRequest) -> HttpResponse:
    """Process, hotlines, areas, prices, and the day they were last changed."""
    return render(request, "bonafix/customer/service.html", {"page": service_page(now())})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Is this number really ours? Asked by POST: a number is nobody else's business."""
    given, answer, error = request.POST.get("number", "")[:60], None, ""
    if request.method == "POST":
        answer, error = _checked(request, given)
    context = {"given": given, "answer": answer, "error": error}
    return render(request, "bonafix/customer/check.html", context, status=422 if error else 200)


def _checked(request: HttpRequest, given: str) -> tuple[Answer | None, str]:
    try:
        limit(request, "check", now(), CHECKS_PER_MINUTE)
        return check_number(given, now()), ""
    except BonafixError as error:
        return None, sentence(error)


def _keys() -> list[dict[str, Any]]:
    rows = SigningKey.objects.filter(operator_id=current_operator_id()).order_by("-created_at")
    return [
        {
            "id": str(row.id),
            "public": bytes(row.public).hex(),
            "since": row.created_at,
            "retired": row.retired_at,
        }
        for row in rows
    ]


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The operator's signing keys, for whoever checks a record."""
    return render(request, "bonafix/customer/keys.html", {"keys": _keys()})


@require_safe
def keys_json(request: HttpRequest) -> JsonResponse:
    """The same for programs: Ed25519 public keys in hexadecimal digits, instants in UTC."""
    operator = getattr(request, "operator", None)
    shown = [
        {
            "id": key["id"],
            "algorithm": "Ed25519",
            "public_key": key["public"],
            "since": format_instant(key["since"]),
            "retired": format_instant(key["retired"]) if key["retired"] else None,
        }
        for key in _keys()
    ]
    body = {"operator": {"id": str(current_operator_id()), "name": getattr(operator, "name", "")}}
    return JsonResponse({**body, "keys": shown}, json_dumps_params={"ensure_ascii": False})


@require_safe
def anchors_json(_request: HttpRequest) -> JsonResponse:
    """The newest anchors of the record, so that anybody can keep them and compare later."""
    shown = [
        {
            **anchor_facts(anchor),
            "signature": bytes(anchor.signature).hex(),
            "key": str(anchor.key_id),
        }
        for anchor in Anchor.objects.order_by("-seq")[:ANCHORS_SHOWN]
    ]
    return JsonResponse({"anchors": shown})

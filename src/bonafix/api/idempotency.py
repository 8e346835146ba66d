"""Idempotency-Key, on every POST: the same request twice is done once and answered twice.

Claim, work and answer are one transaction: a process that dies in between leaves
nothing, and the repeated request does the work then.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from bonafix.api.auth import actor_in, name_of
from bonafix.api.models import Reply
from bonafix.api.problems import from_error
from bonafix.kit import sealing
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.kit.ids import uuid7
from bonafix.operators.keys import master_key
from bonafix.operators.tenancy import current_operator_id

KEPT = timedelta(hours=24)
LONGEST_KEY = 200
LONGEST_ROUTE = 120
REFUSED = 400


def on_every_post(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around every operation of the API, so that no new one can do without."""

    @wraps(run)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not request.headers.get("Idempotency-Key"):
            return run(request, *args, **kwargs)
        try:
            return once(request, lambda: run(request, *args, **kwargs))
        except BonafixError as error:
            return from_error(error)

    return answer


def once(request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer `run()`, or repeat the answer that this caller's key got in the last 24 hours.

    A key is one caller's (an API key, an account; without either, an address) and one route's.
    Raises Invalid (422) when it came with another body or for another case, or is too long, and
    as `actor_in`. Refusals are not kept, so the corrected request may use the same key.
    """
    key = request.headers["Idempotency-Key"]
    if len(key) > LONGEST_KEY:
        raise Invalid("key_too_long", "The Idempotency-Key is longer than 200 characters.")
    caller = name_of(request, actor_in(request))
    key_hash = hashlib.sha256(f"{caller}\n{key}".encode()).digest()
    # The case is in the address: the same key never answers for another one.
    asked = f"{request.get_full_path()}\n".encode() + request.body
    route, body_hash = _route(request), hashlib.sha256(asked).digest()
    with transaction.atomic():
        _forget_old()
        known = _claim(route, key_hash, body_hash)
        if known is not None:
            return _repeat(known, body_hash)
        answer = run()
        if answer.status_code < REFUSED:
            _keep(route, key_hash, answer)
        else:
            Reply.objects.filter(route=route, key_hash=key_hash).delete()
        return answer


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return f"POST /{match.route if match else ''}"[:LONGEST_ROUTE]


def _forget_old() -> None:
    Reply.objects.filter(created_at__lt=now() - KEPT).delete()


def _claim(route: str, key_hash: bytes, body_hash: bytes) -> Reply | None:
    """None when the key is ours now; waits for somebody who holds it at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_reply (id, operator_id, key_hash, route, body_hash, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [uuid7(), current_operator_id(), key_hash, route, body_hash, now()],
        )
        if cursor.rowcount:
            return None
    return Reply.objects.get(route=route, key_hash=key_hash)


def _repeat(known: Reply, body_hash: bytes) -> HttpResponse:
    if bytes(known.body_hash) != body_hash:
        raise Invalid(
            "key_used_differently",
            "This Idempotency-Key was used with another request before. Please use a new one.",
        )
    text = sealing.unseal(_key(), bytes(known.answer or b"")) if known.answer else ""
    response = HttpResponse(text, status=known.status, content_type="application/json")
    response["Idempotency-Replayed"] = "true"
    return response


def _keep(route: str, key_hash: bytes, answer: HttpResponse) -> None:
    Reply.objects.filter(route=route, key_hash=key_hash).update(
        status=answer.status_code,
        answer=sealing.seal(_key(), answer.content.decode(), owner=current_operator_id()),
    )


def _key() -> bytes:
    return master_key().derive("idempotency")

"""Idempotency-Key: the same request twice is done once and answered twice.

Claim, work and answer are one transaction: a process that dies in between leaves
nothing, and the repeated request does the work then.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from bonafix.api.models import Reply
from bonafix.kit import sealing
from bonafix.kit.clock import now
from bonafix.kit.errors import Invalid
from bonafix.kit.ids import uuid7
from bonafix.operators.keys import master_key
from bonafix.operators.tenancy import current_operator_id

KEPT = timedelta(hours=24)
LONGEST_KEY = 200


def once(request: HttpRequest, route: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer `run()`, or repeat the answer that this key got within the last 24 hours.

    Raises Invalid (422) when the key came with another body, or is too long. Refusals are
    not kept: they change nothing, so the corrected request may use the same key.
    """
    key = request.headers.get("Idempotency-Key")
    if not key:
        return run()
    if len(key) > LONGEST_KEY:
        raise Invalid("key_too_long", "The Idempotency-Key is longer than 200 characters.")
    body_hash = hashlib.sha256(request.body).digest()
    key_hash = hashlib.sha256(key.encode()).digest()
    with transaction.atomic():
        _forget_old()
        known = _claim(route, key_hash, body_hash)
        if known is not None:
            return _repeat(known, body_hash)
        answer = run()
        _keep(route, key_hash, answer)
        return answer


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

"""Time from outside: RFC 3161 tokens over anchors, and the daily mail of the newest one.

Both are calls to the outside: made from deferred work, never inside an action, and harmless
when made twice.
"""

import logging
from datetime import datetime
from uuid import UUID

import httpx
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

from bonafix.ledger.anchors import anchor_facts
from bonafix.ledger.models import Anchor, AnchorStamp
from bonafix.operators.tenancy import act_as

log = logging.getLogger(__name__)
GRANTED = 0
TIMEOUT_SECONDS = 20


def newest(operator_id: UUID) -> Anchor | None:
    """The newest anchor of an operator."""
    with act_as(operator_id):
        return Anchor.objects.filter(operator_id=operator_id).order_by("-seq").first()


def stamp_newest(operator_id: UUID, now: datetime) -> AnchorStamp | None:
    """Ask the configured authority for a token over the newest anchor's hash.

    None when no authority is configured, nothing is new, or it did not answer: the next
    round tries again.
    """
    anchor = newest(operator_id)
    if not settings.TIMESTAMP_URL or anchor is None:
        return None
    with act_as(operator_id):
        if AnchorStamp.objects.filter(anchor_id=anchor.id).exists():
            return None
    token = request_token(settings.TIMESTAMP_URL, bytes(anchor.hash))
    if token is None:
        return None
    with act_as(operator_id), transaction.atomic():
        return AnchorStamp.objects.create(
            operator_id=operator_id,
            anchor_id=anchor.id,
            at=now,
            authority=settings.TIMESTAMP_URL[:200],
            token=token,
        )


def request_token(url: str, message: bytes) -> bytes | None:
    """The authority's answer (DER) over SHA-256 of `message`; None when it gave none."""
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    headers = {"Content-Type": "application/timestamp-query"}
    try:
        answer = httpx.post(
            url, content=request.as_bytes(), headers=headers, timeout=TIMEOUT_SECONDS
        )
        answer.raise_for_status()
        response = decode_timestamp_response(answer.content)
    except (httpx.HTTPError, ValueError) as error:
        log.warning("the timestamp authority gave no token: %s", type(error).__name__)
        return None
    if response.status != GRANTED:
        log.warning("the timestamp authority refused with status %s", response.status)
        return None
    return response.as_bytes()


def mail_newest(operator_id: UUID) -> None:
    """Send the newest anchor to whoever keeps anchors, if somebody is configured."""
    anchor = newest(operator_id)
    if not settings.ANCHOR_MAIL_TO or anchor is None:
        return
    facts = anchor_facts(anchor)
    lines = [f"{name}: {value}" for name, value in facts.items()]
    lines.append(f"signature: {bytes(anchor.signature).hex()}")
    send_mail(
        f"Bonafix anchor {facts['seq']} of {facts['operator']}",
        "\n".join(lines),
        settings.DEFAULT_FROM_EMAIL,
        [settings.ANCHOR_MAIL_TO],
    )

"""Time from outside: RFC 3161 tokens over anchors, and the daily mail of the newest one.

Both are calls to the outside: made from deferred work, never inside an action, and harmless
when made twice.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from cryptography import x509
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

from bonafix.ledger.anchors import anchor_facts
from bonafix.ledger.models import Anchor, AnchorStamp
from bonafix.operators.tenancy import act_as

log = logging.getLogger(__name__)
GRANTED = 0
LOOKS_AHEAD = timedelta(days=90)
MOST_RENEWED = 500  # of one operator in one round
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
    return _keep(operator_id, now, anchor.id, token)


def _keep(
    operator_id: UUID, now: datetime, anchor_id: UUID, token: bytes, renews: int | None = None
) -> AnchorStamp:
    with act_as(operator_id), transaction.atomic():
        return AnchorStamp.objects.create(
            operator_id=operator_id,
            anchor_id=anchor_id,
            at=now,
            authority=settings.TIMESTAMP_URL[:200],
            token=token,
            renews=renews,
            expires_at=expires_at(token),
        )


def renew_some(operator_id: UUID, now: datetime) -> int:
    """Have tokens stamped anew whose signer's certificate ends soon; how many were.

    The new token stands over the anchor's hash and the whole old token, so the old one was
    there while its certificate still held. One that would end no later is not kept.
    """
    if not settings.TIMESTAMP_URL:
        return 0
    done = 0
    for stamp, anchored in _ending(operator_id, now):
        token = request_token(settings.TIMESTAMP_URL, renewal_message(anchored, stamp.token))
        if token is None:
            return done
        later, ends = expires_at(token), expires_at(bytes(stamp.token))
        if later is None or ends is None or later <= ends:
            log.warning("the timestamp authority's own certificate ends no later")
            return done
        _keep(operator_id, now, stamp.anchor_id, token, stamp.position)
        done += 1
    return done


def _ending(operator_id: UUID, now: datetime) -> list[tuple[AnchorStamp, bytes]]:
    """Tokens that nothing renews yet and that end soon, with their anchors' hashes."""
    with act_as(operator_id):
        renewed = AnchorStamp.objects.filter(operator_id=operator_id, renews__isnull=False)
        rows = AnchorStamp.objects.filter(operator_id=operator_id).exclude(
            position__in=renewed.values("renews")
        )
        soon = rows.filter(Q(expires_at__isnull=True) | Q(expires_at__lte=now + LOOKS_AHEAD))
        found = [one for one in soon.order_by("position") if ends_soon(bytes(one.token), now)]
        found = found[:MOST_RENEWED]
        anchors = Anchor.objects.in_bulk([one.anchor_id for one in found])
        return [(one, bytes(anchors[one.anchor_id].hash)) for one in found]


def renewal_message(anchored: bytes, token: bytes | memoryview) -> bytes:
    """What a renewing token is over: the anchor's hash, and the token before it, whole."""
    return b"bonafix renewal v1\n" + anchored + bytes(token)


def _signer(token: bytes) -> x509.Certificate | None:
    """The certificate in a token that its signature names; None where it carries none."""
    try:
        signed = decode_timestamp_response(token).signed_data
        certificates = [x509.load_der_x509_certificate(one) for one in signed.certificates]
        names = {(one.issuer, one.serial_number) for one in signed.signer_infos}
    except ValueError:
        return None
    return next((x for x in certificates if (x.issuer, x.serial_number) in names), None)


def expires_at(token: bytes) -> datetime | None:
    """When the certificate of a token's signer ends (UTC)."""
    signer = _signer(token)
    return signer.not_valid_after_utc if signer is not None else None


def ends_soon(token: bytes, now: datetime) -> bool:
    """True in the last third of the certificate's life, ninety days at most, until its end."""
    signer = _signer(token)
    if signer is None:
        return False
    ends = signer.not_valid_after_utc
    return ends - min(LOOKS_AHEAD, (ends - signer.not_valid_before_utc) / 3) <= now < ends


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

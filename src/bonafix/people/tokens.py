"""Links: whoever holds one may see one thing, until it expires or is revoked."""

from datetime import datetime, timedelta
from uuid import UUID

from bonafix.kit.tokens import new_token, token_hash
from bonafix.people.errors import LinkExpired, LinkUnknown
from bonafix.people.models import LinkToken


def issue(operator_id: UUID, purpose: str, subject_id: UUID, now: datetime, ttl: int) -> str:
    """A new token for a link, valid for `ttl` seconds; only its hash is stored."""
    token = new_token()
    LinkToken.objects.create(
        token_hash=token_hash(token),
        operator_id=operator_id,
        purpose=purpose,
        subject_id=subject_id,
        expires_at=now + timedelta(seconds=ttl),
    )
    return token


def redeem(token: str, purpose: str, now: datetime) -> tuple[UUID, UUID]:
    """(operator id, subject id) of a token; it may be redeemed again and again.

    `LinkUnknown` for a wrong token or another purpose, `LinkExpired` when it is over.
    """
    found = LinkToken.objects.filter(token_hash=token_hash(token), purpose=purpose).first()
    if found is None:
        raise LinkUnknown
    if found.revoked_at is not None or found.expires_at <= now:
        raise LinkExpired
    return found.operator_id, found.subject_id


def revoke(operator_id: UUID, subject_id: UUID, now: datetime, purpose: str | None = None) -> int:
    """End all links to a subject (of one purpose); returns how many there were."""
    links = LinkToken.objects.filter(
        operator_id=operator_id, subject_id=subject_id, revoked_at__isnull=True
    )
    if purpose is not None:
        links = links.filter(purpose=purpose)
    return links.update(revoked_at=now)

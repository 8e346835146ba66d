"""Founding an operator, naming its hosts, rotating its signing key."""

from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from bonafix.operators.keys import master_key
from bonafix.operators.models import Host, Operator, SigningKey


def found_operator(
    slug: str, name: str, domains: list[str], now: datetime, *, demonstration: bool = False
) -> Operator:
    """Create an operator with its hosts and its first signing key."""
    with transaction.atomic():
        operator = Operator.objects.create(
            slug=slug,
            name=name,
            demonstration=demonstration,
            keyless_reports=demonstration,
            created_at=now,
        )
        for domain in domains:
            Host.objects.create(domain=domain.lower(), operator=operator)
        _new_key(operator.id, now)
    return operator


def rotate_signing_key(operator_id: UUID, now: datetime) -> SigningKey:
    """Retire the active key and start a new one; old signatures stay checkable."""
    with transaction.atomic():
        SigningKey.objects.filter(operator_id=operator_id, retired_at__isnull=True).update(
            retired_at=now
        )
        return _new_key(operator_id, now)


def _new_key(operator_id: UUID, now: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    return SigningKey.objects.create(
        operator_id=operator_id,
        public=private.public_key().public_bytes_raw(),
        wrapped_private=master_key().wrap(private.private_bytes_raw()),
        created_at=now,
    )

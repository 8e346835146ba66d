"""Founding an operator, naming its hosts, rotating its signing key."""

from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from bonafix.operators.keys import master_key
from bonafix.operators.models import Host, Operator, SigningKey
from bonafix.operators.rules import (
    DomainTaken,
    SlugTaken,
    check_domain,
    check_name,
    check_slug,
)


def found_operator(
    slug: str, name: str, domains: list[str], now: datetime, *, demonstration: bool = False
) -> Operator:
    """Create an operator with its hosts and its first signing key.

    Raises SlugInvalid, NameInvalid, DomainInvalid, SlugTaken, DomainTaken.
    """
    slug, name, hosts = check_slug(slug), check_name(name), [check_domain(one) for one in domains]
    if Operator.objects.filter(slug=slug).exists():
        raise SlugTaken(slug=slug)
    if taken := Host.objects.filter(domain__in=hosts).first():
        raise DomainTaken(domain=taken.domain)
    with transaction.atomic():
        operator = Operator.objects.create(
            slug=slug,
            name=name,
            demonstration=demonstration,
            keyless_reports=demonstration,
            created_at=now,
        )
        for domain in hosts:
            Host.objects.create(domain=domain, operator=operator)
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

"""The master key of this installation and the signatures of its operators."""

import base64
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from bonafix.kit.sealing import MasterKey
from bonafix.operators.models import SigningKey


@cache
def master_key() -> MasterKey:
    """The master key named by the settings: a file, or the environment."""
    if settings.MASTER_KEY_FILE:
        return MasterKey.from_file(Path(settings.MASTER_KEY_FILE))
    return MasterKey.from_environment()


def cipher(purpose: str) -> Fernet:
    """Encrypts small secrets of one purpose under the master key, stable over rotation."""
    return Fernet(base64.urlsafe_b64encode(master_key().derive(purpose)))


def active_key(operator_id: UUID) -> SigningKey:
    """The key that signs for this operator now."""
    return SigningKey.objects.get(operator_id=operator_id, retired_at__isnull=True)


def sign(key: SigningKey, message: bytes) -> bytes:
    """Ed25519 signature (64 bytes) over `message`."""
    private = Ed25519PrivateKey.from_private_bytes(master_key().unwrap(bytes(key.wrapped_private)))
    return private.sign(message)


def rewrap_signing_keys() -> int:
    """Wrap all signing keys by the newest version of the master key; how many there were."""
    master = master_key()
    rows = list(SigningKey.objects.all())
    for row in rows:
        row.wrapped_private = master.rewrap(bytes(row.wrapped_private))
    SigningKey.objects.bulk_update(rows, ["wrapped_private"])
    return len(rows)

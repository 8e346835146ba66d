"""The identity provider of an operator, and the secret that this house shows it."""

from bonafix.operators.keys import cipher
from bonafix.people.models import IdentityProvider

PURPOSE = "identity provider"


def identity_provider() -> IdentityProvider | None:
    """The one at which people of the current operator log in now, if it has one."""
    return IdentityProvider.objects.filter(until__isnull=True).first()


def hide(secret: str) -> bytes:
    """The secret as it is stored."""
    return cipher(PURPOSE).encrypt(secret.encode())


def secret_of(provider: IdentityProvider) -> str:
    """The secret again, to be shown to the provider."""
    return cipher(PURPOSE).decrypt(bytes(provider.secret)).decode()

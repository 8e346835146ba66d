"""Which provider this installation pays through."""

from pathlib import Path

from django.conf import settings

from bonafix.claims.payments.in_house import InHouse
from bonafix.claims.payments.port import PaymentProvider


def provider() -> PaymentProvider:
    """The configured provider. Only the test provider exists so far; it moves no money."""
    return InHouse(Path(settings.TEST_PAYMENTS_FILE))

"""Django application of the record."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Streams, entries and anchors."""

    name = "bonafix.ledger"
    label = "ledger"

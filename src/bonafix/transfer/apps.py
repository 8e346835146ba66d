"""Django application of import and export."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    """Tables of imports, exports, and of what other systems call our things."""

    name = "bonafix.transfer"
    label = "transfer"

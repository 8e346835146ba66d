"""Django application of the notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices and the adapters that send them."""

    name = "bonafix.notices"
    label = "notices"

"""Django application of dispatch."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Technicians, their shifts and their bookings."""

    name = "bonafix.dispatch"
    label = "dispatch"

"""Django application of the repairs."""

from django.apps import AppConfig


class RepairsConfig(AppConfig):
    """Repairs from report to guarantee."""

    name = "bonafix.repairs"
    label = "repairs"

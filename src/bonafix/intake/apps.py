"""Django application of the intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Reports, whatever way they come."""

    name = "bonafix.intake"
    label = "intake"

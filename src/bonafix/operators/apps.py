"""Django application of the tenants."""

from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    """Operators, their hosts and their signing keys."""

    name = "bonafix.operators"
    label = "operators"

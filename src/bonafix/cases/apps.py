"""Django application of the cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases and who shares in them."""

    name = "bonafix.cases"
    label = "cases"

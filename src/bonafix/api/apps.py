"""Django application of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The JSON face."""

    name = "bonafix.api"
    label = "api"

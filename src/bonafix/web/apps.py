"""Django application of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for people."""

    name = "bonafix.web"
    label = "web"

"""Django application of the deadlines."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Deadlines and their due index."""

    name = "bonafix.deadlines"
    label = "deadlines"

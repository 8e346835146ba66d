"""Django application of the worker and the clock."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Commands `worker` and `clock`."""

    name = "bonafix.jobs"
    label = "jobs"

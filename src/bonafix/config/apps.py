"""Django application of the wiring; it is loaded last, when every package is there."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wires events to those who are woken by them."""

    name = "bonafix.config"
    label = "config"

    def ready(self) -> None:
        from bonafix.config import logs, wiring

        logs.configure()
        wiring.connect()

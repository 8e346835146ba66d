"""Django application of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, parties, sealed personal data."""

    name = "bonafix.people"
    label = "people"

    def ready(self) -> None:
        """People's own parts of the registries."""
        from bonafix.people.own import contribute

        contribute()

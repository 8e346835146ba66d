"""Django application of the claims."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """The goods are bad; money back?"""

    name = "bonafix.claims"
    label = "claims"

"""Django application of the evidence."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Bundles that others can check."""

    name = "bonafix.evidence"
    label = "evidence"

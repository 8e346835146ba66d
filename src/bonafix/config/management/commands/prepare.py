"""`prepare`: what must be done before the processes of a house may start."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Migrates as the owner and gathers the static files, in one process."""

    help = "Migrate the database and gather static files; `bonafix up` runs this."

    def handle(self, *args: Any, **options: Any) -> None:
        """Both do nothing when there is nothing new."""
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)

"""`prepare`: what must be done before the processes of a house may start."""

import gc
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Migrates as the owner and gathers the static files, in one process."""

    help = "Migrate the database and gather static files; `bonafix up` runs this."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--demo`: and found the demonstration, without a second start of Python."""
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each does nothing when there is nothing new."""
        # A short life that builds much and drops little: looking for garbage is a tenth of it.
        gc.set_threshold(100_000, 20, 20)
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if options["demo"]:
            call_command("demo", stdout=self.stdout)

"""`prepare`: what must be done before the processes of a house may start."""

import gc
from importlib.metadata import version
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from bonafix.config.engine.errors import SAYS_WHY
from bonafix.files.backends import backend
from bonafix.kit.errors import BonafixError


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
        _must_not_be_newer()
        _store_must_be_ready()
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if options["demo"]:
            call_command("demo", stdout=self.stdout)


def _must_not_be_newer() -> None:
    """Refused when a later version has changed the database: this one would not understand it."""
    owner = connections["owner"]
    applied = set(MigrationRecorder(owner).applied_migrations())
    disk = MigrationLoader(None).disk_migrations
    known = set(disk) | {old for one in disk.values() for old in one.replaces}
    newer = sorted(f"{app} {name}" for app, name in applied - known)
    if newer:
        raise CommandError(
            f"This database was changed by a later version of Bonafix than this one "
            f"({version('bonafix')}), which does not know {newer[-1]}. Install that version "
            f"again, or restore a backup made before the upgrade; nothing was changed.",
            returncode=SAYS_WHY,
        )


def _store_must_be_ready() -> None:
    """Refused before anything starts when the bucket of the settings cannot be used."""
    try:
        backend().check()
    except BonafixError as error:
        raise CommandError(error.sentence(), returncode=SAYS_WHY) from error

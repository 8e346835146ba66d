"""`rotate`: a new version of the master key."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bonafix.config.rotation import rewrap_everything
from bonafix.kit.clock import now
from bonafix.kit.sealing import rotate_master_key_file
from bonafix.operators.keys import master_key


class Command(BaseCommand):
    """Adds a version to the key file and wraps everything anew."""

    help = "Add a version to the master key file and wrap all keys anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate."""
        if not settings.MASTER_KEY_FILE:
            raise CommandError("the master key is in the environment: add the version there")
        rotate_master_key_file(Path(settings.MASTER_KEY_FILE))
        master_key.cache_clear()
        self.stdout.write(f"{rewrap_everything(now())} keys wrapped anew")

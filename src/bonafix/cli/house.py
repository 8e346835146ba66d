"""For commands that look into the database: Django, over the running or a briefly started one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bonafix.cli.engine import engine


@contextmanager
def inside(data: Path) -> Iterator[None]:
    """Within this block Django's models work on the data folder's database."""
    with engine().engine_running(data) as env:
        os.environ.update(env)
        import django
        from django.db import connections

        django.setup()
        try:
            yield
        finally:
            connections.close_all()

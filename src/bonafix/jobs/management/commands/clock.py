"""`clock`: deadlines, anchors, rescue."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from bonafix.jobs.loops import all_loops, turn_all
from bonafix.kit.clock import now


class Command(BaseCommand):
    """Runs the short loops until told to stop."""

    help = "Run the short loops: deadlines, anchors, rescue of stalled work."

    def handle(self, *args: Any, **options: Any) -> None:
        """Turn the loops about once a second; a lost database is tried again."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        loops = all_loops()
        while not stop.is_set():
            turn_all(loops, now())
            close_old_connections()
            stop.wait(0.5)

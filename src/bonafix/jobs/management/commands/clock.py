"""`clock`: deadlines, anchors, rescue."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection

from bonafix.jobs.loops import all_loops, log
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
            for loop in loops:
                try:
                    loop.turn(now())
                except OperationalError:
                    log.warning("the database did not answer the loop %s; trying again", loop.name)
                    connection.close()
            close_old_connections()
            stop.wait(0.5)

"""`worker`: deferred work from the queue."""

import gc
import os
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from bonafix.jobs.loops import BEAT_SECONDS, SILENT_SECONDS

NICE = 5


class Command(BaseCommand):
    """Runs deferred work until told to stop."""

    help = "Run deferred work from the queue."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM; the supervisor starts it again whatever the status."""
        connector = app.connector
        assert isinstance(connector, DjangoConnector)
        # Taking a report in comes before the work that follows from earlier ones.
        os.nice(NICE)
        # What is loaded now stays; looking through it again only delays decisions.
        gc.collect()
        gc.freeze()
        with app.replace_connector(connector.get_worker_connector()):
            app.run_worker(
                queues=["events"],
                concurrency=4,
                wait=True,
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=10,
                update_heartbeat_interval=BEAT_SECONDS,
                stalled_worker_timeout=SILENT_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=True,
            )

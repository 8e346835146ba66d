"""The one task of the queue."""

from uuid import UUID

from django.db import close_old_connections
from procrastinate import App, RetryStrategy

from bonafix.jobs import handlers
from bonafix.kit.clock import now
from bonafix.ledger.queue import TASK


def deliver(event: str, operator: str, ids: dict[str, str]) -> None:
    """Hand one event to those it wakes."""
    close_old_connections()
    handlers.deliver(event, UUID(operator), now(), ids)


def register(app: App) -> None:
    """Called by procrastinate once Django is ready."""
    app.task(
        name=TASK,
        queue="events",
        retry=RetryStrategy(max_attempts=12, exponential_wait=2),
    )(deliver)

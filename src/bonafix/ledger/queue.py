"""Deferring work in the transaction of the change that wants it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

TASK = "bonafix.deliver"
# Work of seconds waits behind work of milliseconds: a notice is not kept by pictures.
SLOW = -10
# What nobody waits for: the filling of a demonstration.
LAST = -20


@dataclass(frozen=True, slots=True)
class Event:
    """A name and the ids it is about; `at` when it is to be delivered later."""

    name: str
    operator_id: UUID
    ids: dict[str, str]
    at: datetime | None = None
    priority: int = 0


@cache
def _deferring() -> App:
    # A worker swaps the connector of the global app for one of its own connections; work
    # deferred from inside an action must go through Django's, to be in its transaction.
    return App(connector=DjangoConnector(alias="default"))


_listened_to: set[str] | None = None


def listen_to(names: Iterable[str]) -> None:
    """Called by the wiring: other events wake nobody and need not go through the queue."""
    global _listened_to  # noqa: PLW0603 - the one table of the wiring that lives down here
    _listened_to = set(names)


def defer_all(events: Sequence[Event]) -> None:
    """Put the events into the queue, over the connection of the running transaction."""
    if _listened_to is not None:
        events = [event for event in events if event.name in _listened_to]
    for at in sorted({event.at for event in events if event.at is not None}):
        _defer([event for event in events if event.at == at], at)
    for priority in (0, SLOW, LAST):
        soon = [event for event in events if event.at is None and event.priority == priority]
        _defer(soon, None, priority)


def _defer(events: Sequence[Event], at: datetime | None, priority: int = 0) -> None:
    if not events:
        return
    arguments: list[dict[str, Any]] = [
        {"event": event.name, "operator": str(event.operator_id), "ids": event.ids}
        for event in events
    ]
    task = _deferring().configure_task(TASK, queue="events", schedule_at=at, priority=priority)
    task.batch_defer(*arguments)


def count_waiting(event: str, operator_id: UUID) -> int:
    """How many pieces of work of this event are not done yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            " AND args->>'event' = %s AND args->>'operator' = %s",
            [event, str(operator_id)],
        )
        (number,) = cursor.fetchone()
    return int(number)

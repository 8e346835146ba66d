"""Deferring work in the transaction of the change that wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

TASK = "bonafix.deliver"


@dataclass(frozen=True, slots=True)
class Event:
    """A name and the ids it is about; `at` when it is to be delivered later."""

    name: str
    operator_id: UUID
    ids: dict[str, str]
    at: datetime | None = None


@cache
def _deferring() -> App:
    # A worker swaps the connector of the global app for one of its own connections; work
    # deferred from inside an action must go through Django's, to be in its transaction.
    return App(connector=DjangoConnector(alias="default"))


def defer_all(events: Sequence[Event]) -> None:
    """Put the events into the queue, over the connection of the running transaction."""
    for at in sorted({event.at for event in events if event.at is not None}):
        _defer([event for event in events if event.at == at], at)
    _defer([event for event in events if event.at is None], None)


def _defer(events: Sequence[Event], at: datetime | None) -> None:
    if not events:
        return
    arguments: list[dict[str, Any]] = [
        {"event": event.name, "operator": str(event.operator_id), "ids": event.ids}
        for event in events
    ]
    task = _deferring().configure_task(TASK, queue="events", schedule_at=at)
    task.batch_defer(*arguments)

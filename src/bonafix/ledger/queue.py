"""Deferring work in the transaction of the change that wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

TASK = "bonafix.deliver"


@dataclass(frozen=True, slots=True)
class Event:
    """A name and the ids it is about."""

    name: str
    operator_id: UUID
    ids: dict[str, str]


def defer_all(events: Sequence[Event]) -> None:
    """Put the events into the queue, over the connection of the running transaction."""
    if not events:
        return
    # Imported late: the queue's models exist only once Django is set up.
    from procrastinate.contrib.django import app

    app.configure_task(TASK, queue="events").batch_defer(
        *(
            {"event": event.name, "operator": str(event.operator_id), "ids": event.ids}
            for event in events
        )
    )

"""Which function answers which event. `config` fills this; nobody else does."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from bonafix.operators.tenancy import act_as

# (operator_id, now, **ids). Handlers are idempotent: a job may run twice.
Handler = Callable[..., None]
_handlers: dict[str, list[Handler]] = {}


def on(event: str, handler: Handler) -> None:
    """Let `handler` be woken by `event`."""
    known = _handlers.setdefault(event, [])
    if handler not in known:
        known.append(handler)


def clear() -> None:
    """Forget all handlers (wiring starts from an empty table)."""
    _handlers.clear()


def events() -> frozenset[str]:
    """The names of all events that wake somebody."""
    return frozenset(_handlers)


def deliver(event: str, operator_id: UUID, now: datetime, ids: dict[str, str]) -> None:
    """Call everyone who is woken by `event`, as the operator it belongs to."""
    for handler in _handlers.get(event, ()):
        with act_as(operator_id):
            handler(operator_id, now, **ids)

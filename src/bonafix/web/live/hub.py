"""Who listens to which stream, and the one connection that hears PostgreSQL's NOTIFY.

NOTIFY is not replayed. Whenever the connection was lost and is there again, everybody is
told that something may have changed, and asks for the present state.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection

from bonafix.ledger.chain import LIVE_CHANNEL

log = logging.getLogger(__name__)
SLOWEST = 5.0
# A connection that died without a word is found by asking it now and then.
ASK_EVERY = 20.0


@dataclass(frozen=True, slots=True)
class Topic:
    """A stream of the record; without an id, all streams of that kind of one operator."""

    operator_id: UUID
    kind: str
    subject_id: UUID | None = None


@dataclass(eq=False)
class Ear:
    """One client: how far its streams have moved. Several moves before it looks are one."""

    topic: Topic
    position: int | None = None
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, position: int | None) -> None:
        """Something moved; None when nobody knows how far."""
        if position is not None:
            self.position = max(position, self.position or 0)
        self.moved.set()

    async def wait(self, seconds: float) -> bool:
        """True as soon as something has moved, False after `seconds` of quiet."""
        try:
            async with asyncio.timeout(seconds):
                await self.moved.wait()
        except TimeoutError:
            return False
        self.moved.clear()
        return True


class Hub:
    """The ears of one event loop and the task that listens for them."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters
        self._ears: dict[Topic, set[Ear]] = {}
        self._task: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()

    async def ready(self, seconds: float) -> bool:
        """True once the listener hears; False when the database does not answer that soon."""
        try:
            async with asyncio.timeout(seconds):
                await self._connected.wait()
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def ear(self, topic: Topic) -> AsyncIterator[Ear]:
        """Listen to a topic for the length of a block."""
        ear = Ear(topic)
        self._ears.setdefault(topic, set()).add(ear)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen(), name="bonafix-live")
        try:
            yield ear
        finally:
            await self._leave(ear)

    async def _leave(self, ear: Ear) -> None:
        left = self._ears[ear.topic]
        left.discard(ear)
        if not left:
            del self._ears[ear.topic]
        if not self._ears and self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _listen(self) -> None:
        wait = 0.1
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **self._parameters, autocommit=True, connect_timeout=5
                ) as listening:
                    await listening.execute(f"LISTEN {LIVE_CHANNEL}")
                    wait = 0.1
                    self._connected.set()
                    self._tell_all()
                    await self._hear(listening)
            except psycopg.OperationalError:
                log.warning("live pages lost the database; asking again in %.1f s", wait)
            finally:
                self._connected.clear()
            await asyncio.sleep(wait)
            wait = min(SLOWEST, wait * 2)

    async def _hear(self, listening: "psycopg.AsyncConnection[Any]") -> None:
        while True:
            async for heard in listening.notifies(timeout=ASK_EVERY):
                self.hand_on(heard.payload)
            await listening.execute("SELECT 1")

    def hand_on(self, payload: str) -> None:
        """Tell whoever listens to the stream that is named in the payload."""
        try:
            operator, kind, subject, position = json.loads(payload)
            named = Topic(UUID(operator), kind, UUID(subject))
        except (ValueError, TypeError):
            log.warning("a live message could not be read")
            return
        for ear in self._ears_for(named):
            ear.tell(position)

    def _ears_for(self, named: Topic) -> Iterator[Ear]:
        yield from self._ears.get(named, ())
        yield from self._ears.get(Topic(named.operator_id, named.kind), ())

    def _tell_all(self) -> None:
        for ears in self._ears.values():
            for ear in ears:
                ear.tell(None)


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop; a web process has one."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(parameters())
    return _hubs[loop]


def parameters() -> dict[str, Any]:
    """How Django reaches its database, for a connection of our own."""
    given = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port", "options", "sslmode")
    return {name: given[name] for name in names if given.get(name)}

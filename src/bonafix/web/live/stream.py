"""Server-sent events: `changed` with the position in the record, and a beat in the quiet."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, StreamingHttpResponse

from bonafix.kit.clock import now
from bonafix.ledger.models import Entry
from bonafix.operators.tenancy import act_as
from bonafix.web.live.hub import Topic, hub

BEAT = 15.0
READY = 2.0
# Then the client asks again, and is asked again whether its link still holds.
LONGEST = timedelta(minutes=30)


def live(request: HttpRequest, topic: Topic) -> StreamingHttpResponse:
    """The answer that tells of every move of `topic`, until the client leaves.

    Only positions are sent: each page fetches what it may see by itself.
    """
    response = StreamingHttpResponse(
        events(topic, last_seen(request)), content_type="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def last_seen(request: HttpRequest) -> int | None:
    """How far the client has come: by the header of a reconnection, or as its page was made."""
    given = request.headers.get("Last-Event-ID") or request.GET.get("at", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None


async def events(topic: Topic, seen: int | None, beat: float = BEAT) -> AsyncIterator[str]:
    """The lines of the stream. First the ear, then the look at what was missed."""
    until = now() + LONGEST
    shared = hub()
    async with shared.ear(topic) as ear:
        yield "retry: 2000\n\n"
        await shared.ready(READY)
        # Whatever moved before this moment is found by the look that follows.
        ear.moved.clear()
        position = await sync_to_async(_position)(topic)
        if seen is not None and position > seen:
            yield changed(position)
        while now() < until:
            yield changed(ear.position) if await ear.wait(beat) else ": quiet\n\n"


def changed(position: int | None) -> str:
    """One event; without a position the client keeps the one it has."""
    number = f"id: {position}\n" if position is not None else ""
    return f"{number}event: changed\ndata: {position if position is not None else ''}\n\n"


def position_of(operator_id: UUID, kind: str, subject_id: UUID | None) -> int:
    """The position of the last entry of a stream, or of all streams of a kind; 0 without one."""
    found = Entry.objects.filter(operator_id=operator_id, stream_kind=kind)
    if subject_id is not None:
        found = found.filter(stream_id=subject_id)
    return found.order_by("-position").values_list("position", flat=True).first() or 0


def _position(topic: Topic) -> int:
    try:
        with act_as(topic.operator_id):
            return position_of(topic.operator_id, topic.kind, topic.subject_id)
    except (DatabaseError, InterfaceError):
        # The ear is told as soon as the database is back.
        return 0
    finally:
        # A stream lives for minutes: it must not keep a connection for itself.
        if not connection.in_atomic_block:
            connection.close()

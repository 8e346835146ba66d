"""A long piece of an upload is taken while it arrives, and what arrived is never lost.

Django reads a whole body before it calls a view, on the disk and in the clear, and gives all
of it up when the connection breaks. So a PATCH of an upload is handed to it in pieces of 2 MiB
while they come in, each as a PATCH of its own with the next offset; what had come when the
connection broke is handed over as the last one. Memory: one piece for each running upload.

With a checksum the piece counts as a whole or not at all, so it may not be longer than that.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from bonafix.files.uploads.rules import PIECE

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PATH: Final = re.compile(r"/(?:e/[^/]+/uploads/[0-9a-f-]{36}|uploads/[^/]+)/")
TAKEN: Final = 204


class Splitting:
    """ASGI around the application."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Only a PATCH of an upload is split; everything else goes through."""
        if (
            scope["type"] != "http"
            or scope["method"] != "PATCH"
            or not PATH.fullmatch(scope["path"])
        ):
            await self.app(scope, receive, send)
            return
        await _split(self.app, scope, receive, send)


async def _split(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    offset, body, more, connected = _header(scope, b"upload-offset"), bytearray(), True, True
    while True:
        while more and len(body) <= PIECE:
            message = await receive()
            if message["type"] == "http.disconnect":
                more = connected = False
                break
            body += message.get("body", b"")
            more = message.get("more_body", False)
        whole = _header(scope, b"upload-checksum") is not None
        if not connected and (whole or not body):
            return
        # With a checksum all of it goes in at once: too long is refused inside.
        piece = bytes(body) if whole else bytes(body[:PIECE])
        answer = await _ask(app, scope, offset, piece)
        del body[: len(piece)]
        offset = _header(answer[0], b"upload-offset")
        if answer[0]["status"] != TAKEN or not (body or more):
            break
    if connected:
        for message in answer:
            await send(message)


async def _ask(app: App, scope: Scope, offset: bytes | None, piece: bytes) -> list[Message]:
    """What the application answers to this piece as a request of its own."""
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if name not in (b"content-length", b"transfer-encoding", b"upload-offset")
    ]
    kept.append((b"content-length", str(len(piece)).encode()))
    if offset is not None:
        kept.append((b"upload-offset", offset))
    messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": False}]
    answer: list[Message] = []

    async def receive() -> Message:
        if messages:
            return messages.pop()
        # The application listens for a broken connection while it works; none is told of.
        await _never()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answer.append(message)

    await app({**scope, "headers": kept}, receive, send)
    return answer


async def _never() -> None:
    await asyncio.Event().wait()


def _header(message: Message, name: bytes) -> bytes | None:
    found = [value for key, value in message["headers"] if key.lower() == name]
    return found[0] if found else None

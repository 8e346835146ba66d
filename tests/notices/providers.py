"""A real HTTP gateway and a real SMTP server, small, that remember what they were asked."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def _nothing() -> None:
    """Before the answer nothing happens."""


@dataclass
class Asked:
    """What a provider was asked, and what it made of it (one message for each key)."""

    requests: list[tuple[str, Any]] = field(default_factory=list)
    messages: dict[str, Any] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)  # refusals, before it takes anything
    headers: list[dict[str, str]] = field(default_factory=list)
    before_answer: Callable[[], None] = _nothing
    port: int = 0

    def take(self, key: str, content: Any) -> int:
        """Take one request; the HTTP status of the answer."""
        self.requests.append((key, content))
        if self.answers:
            return self.answers.pop(0)
        self.messages.setdefault(key, content)
        self.before_answer()
        return 200


@contextmanager
def sms_gateway() -> Iterator[Asked]:
    """A gateway that keeps to the contract in bonafix.notices.adapters.gateway."""
    asked = Asked()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            key = self.headers["Idempotency-Key"]
            asked.headers.append(dict(self.headers))
            status = asked.take(key, content)
            body = json.dumps({"id": f"msg-{key[:8]}"}).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # the asker was killed

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    asked.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mail_server() -> Iterator[Asked]:
    """An SMTP server that drops second copies by Message-ID, as mail stores do."""
    asked = Asked()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        asyncio.start_server(lambda r, w: _talk(asked, r, w), "127.0.0.1", 0)
    )
    asked.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asked
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(asyncio.sleep(0.05))
        loop.close()


async def _talk(asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                writer.write(_take_mail(asked, await reader.readuntil(b"\r\n.\r\n")))
            else:
                writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            await writer.drain()
            if verb == b"QUIT":
                break
    except OSError:
        pass  # the asker was killed
    finally:
        writer.close()


def _take_mail(asked: Asked, data: bytes) -> bytes:
    mail: EmailMessage = message_from_bytes(data[:-5], policy=policy.default)
    status = asked.take(str(mail["Message-ID"]), mail)
    return b"250 taken\r\n" if status == 200 else f"{status} not now\r\n".encode()

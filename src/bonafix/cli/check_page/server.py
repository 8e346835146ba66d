"""Serves the page to this computer only, keeps pictures in memory, examines them in the child.

The address holds a secret, and only requests for the printed host are answered, so that no
other page in the browser can reach it (DNS rebinding, cross-site requests).
"""

import json
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from bonafix.cli.check_page.room import Room, Unknown

FOLDER = Path(__file__).parent
STATIC = {
    "": ("page.html", "text/html; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
}
MOST_BYTES = 64 << 20
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' blob: data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


class CheckServer(ThreadingHTTPServer):
    """The page on 127.0.0.1; `address` is what to open. Also a context manager."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.secret = secrets.token_urlsafe(12)
        self.room = Room()
        self._warming = threading.Thread(target=self.room.warm, daemon=True)
        self._warming.start()

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.server_port}/{self.secret}/"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._warming.join(30)  # a process that is still starting cannot be ended in order
        self.room.close()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: CheckServer
    server_version, sys_version = "bonafix", ""

    def do_GET(self) -> None:
        path = self._path()
        if path is None:
            return
        if path in STATIC:
            name, kind = STATIC[path]
            self._answer(HTTPStatus.OK, kind, (FOLDER / name).read_bytes())
            return
        try:
            name, content = self.server.room.attachment(path.removeprefix("attachments/"))
        except Unknown:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"not here")
            return
        self._answer(HTTPStatus.OK, "image/png" if name.endswith(".png") else "image/jpeg", content)

    def do_POST(self) -> None:
        path = self._path()
        if path is None:
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            self._json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "一个文件最大 64 MB。"})
            return
        body = self.rfile.read(int(length))
        if path == "files":
            query = parse_qs(urlsplit(self.path).query)
            self._json(
                HTTPStatus.OK, {"id": self.server.room.add(query.get("name", ["?"])[0], body)}
            )
        elif path == "examine":
            self._examine(body)
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"not here")

    def _examine(self, body: bytes) -> None:
        try:
            wanted = json.loads(body)
            claims, references = ([str(i) for i in wanted[k]] for k in ("claims", "references"))
            self._json(HTTPStatus.OK, self.server.room.examine(claims, references))
        except (ValueError, KeyError, TypeError, Unknown):
            self._json(HTTPStatus.BAD_REQUEST, {"error": "图片已不在内存里，请重新放入。"})

    def _path(self) -> str | None:
        """The path after the secret; answers itself and gives None where it is not ours."""
        host = self.headers.get("Host", "")
        path = urlsplit(self.path).path
        start = f"/{self.server.secret}/"
        ours = host in (
            f"127.0.0.1:{self.server.server_port}",
            f"localhost:{self.server.server_port}",
        )
        if not ours or not path.startswith(start):
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"not here")
            return None
        return path.removeprefix(start)

    def _json(self, status: HTTPStatus, value: object) -> None:
        self._answer(status, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", kind), ("Content-Length", str(len(content))),
            ("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing: names of pictures are nobody's business."""

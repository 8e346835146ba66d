"""The process at the plain port: whoever comes by HTTP is sent to HTTPS.

`python -m bonafix.config.engine.tls.doorway PLAN HOST HTTPS_PORT`. Besides, it answers the
challenges of an ACME server, and gives a local authority's root to telephones of a trial. It
reads a few lines of each caller, writes one answer, and knows neither Django nor the database.
"""

import asyncio
import html
import re
import signal
import sys
from dataclasses import dataclass
from http import HTTPStatus

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from bonafix.config.engine.tls import authority
from bonafix.config.engine.tls.plan import Tls, url

LARGEST = 8192
PATIENCE = 10.0
CHALLENGE = re.compile(r"/\.well-known/acme-challenge/([\w-]{1,200})", re.ASCII)
PATH = re.compile(r"/[!-~]*")
PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Bonafix 诚修</title>
<h1>试用证书 Trial certificate</h1>
<p>这个根证书只对 {name} 有效。装之前，请和电脑上显示的指纹核对。<br>
This root is good for {name} only. Before you install it, compare its fingerprint with the one
on the computer.</p><p><code>{fingerprint}</code></p>
<p><a href="/authority.crt">下载 Download</a></p>
<p>Android：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。<br>
Android: Settings → Security → Encryption &amp; credentials → Install a certificate → CA.</p>
<p>iPhone：设置 → 已下载描述文件 → 安装；再到 通用 → 关于本机 → 证书信任设置 里打开。<br>
iPhone: Settings → Profile Downloaded → Install; then General → About → Certificate Trust
Settings: switch it on.</p>
<p>试完请删掉它。After the trial, remove it. <a href="{url}/">{url}/</a></p></html>"""


@dataclass(frozen=True)
class Answer:
    """What is written back."""

    status: HTTPStatus
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    location: str = ""

    def head(self) -> bytes:
        """The lines before the body."""
        lines = [
            f"HTTP/1.1 {self.status.value} {self.status.phrase}",
            f"Content-Type: {self.kind}",
            f"Content-Length: {len(self.body)}",
            "Cache-Control: no-store",
            "X-Content-Type-Options: nosniff",
            "Connection: close",
        ]
        if self.location:
            lines.append(f"Location: {self.location}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def answer(tls: Tls, port: int, line: str) -> Answer:
    """To one request line."""
    method, _, rest = line.partition(" ")
    target = rest.partition(" ")[0]
    if method not in ("GET", "HEAD", "POST") or not PATH.fullmatch(target):
        return Answer(HTTPStatus.BAD_REQUEST)
    challenge = CHALLENGE.fullmatch(target)
    if challenge:
        path = tls.challenges / challenge[1]
        if path.is_file():
            return Answer(HTTPStatus.OK, path.read_bytes(), "application/octet-stream")
        return Answer(HTTPStatus.NOT_FOUND)
    if tls.kind == "local" and target in ("/authority", "/authority.crt"):
        return _root(tls, port, target)
    return Answer(HTTPStatus.PERMANENT_REDIRECT, location=url(tls.name, port) + target)


def _root(tls: Tls, port: int, target: str) -> Answer:
    if target == "/authority.crt":
        root = x509.load_pem_x509_certificate(authority.root_file(tls).read_bytes())
        return Answer(HTTPStatus.OK, root.public_bytes(Encoding.DER), "application/x-x509-ca-cert")
    page = PAGE.format(
        name=html.escape(tls.name), fingerprint=authority.fingerprint(tls), url=url(tls.name, port)
    )
    return Answer(HTTPStatus.OK, page.encode(), "text/html; charset=utf-8")


async def serve(tls: Tls, host: str, port: int) -> None:
    """Until SIGTERM."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                line = head.split(b"\r\n", 1)[0].decode("ascii", "replace")
                said = answer(tls, port, line)
                writer.write(said.head() + (b"" if line.startswith("HEAD") else said.body))
                await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(one, host, tls.plain_port, limit=LARGEST)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(Tls.load(sys.argv[1]), sys.argv[2], int(sys.argv[3])))

"""A real RFC 3161 timestamp authority made with openssl, answering on the loopback."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {home}/serial
signer_cert = {home}/tsa.pem
signer_key = {home}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Test timestamp authority
"""


def _openssl(*words: str, data: bytes | None = None) -> bytes:
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout


@contextmanager
def authority(home: Path, days: int = 30) -> Iterator[str]:
    """The address of an authority whose certificate is `home`/tsa.pem, good for some days."""
    config = home / "tsa.cnf"
    config.write_text(CONFIG.format(home=home))
    (home / "serial").write_text("01\n")
    _openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        str(days),
        "-config",
        str(config),
        "-extensions",
        "ext",
        "-keyout",
        str(home / "tsa.key"),
        "-out",
        str(home / "tsa.pem"),
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = home / "query.tsq"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            answer = _openssl(
                "ts",
                "-reply",
                "-config",
                str(config),
                "-section",
                "here",
                "-queryfile",
                str(query),
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def verifies(home: Path, token: bytes, message: bytes) -> bool:
    """openssl itself says that the token is this authority's over the message."""
    (home / "data").write_bytes(message)
    (home / "token.tsr").write_bytes(token)
    done = subprocess.run(
        [
            "openssl",
            "ts",
            "-verify",
            "-data",
            str(home / "data"),
            "-in",
            str(home / "token.tsr"),
            "-CAfile",
            str(home / "tsa.pem"),
        ],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0

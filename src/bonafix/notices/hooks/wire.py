"""One POST to somebody's address: no redirects, no proxy, and never into our own network.

A name is resolved here and the connection goes to the very address that was looked at, so
that a name cannot point elsewhere a moment later. TLS still asks for the name.
"""

import socket
import ssl
from collections.abc import Iterable, Mapping
from typing import Any, Final

import httpcore

from bonafix.notices.errors import Undelivered
from bonafix.notices.hooks.rules import is_public

SECONDS: Final = 10.0
GONE: Final = 410


class Guarded(httpcore.NetworkBackend):
    """Connects to public addresses only, whatever a name says (`private`: to all)."""

    def __init__(self, *, private: bool) -> None:
        self.private = private
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to an address that was looked at."""
        address = checked_address(host, port, private=self.private)
        return self.inner.connect_tcp(address, port, timeout, local_address, socket_options)

    def connect_unix_socket(self, *_args: Any, **_more: Any) -> httpcore.NetworkStream:
        """Never."""
        raise Undelivered("address_not_public")


def checked_address(host: str, port: int, *, private: bool) -> str:
    """The first address of a name; `Undelivered` if any of them lies inside some network."""
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Undelivered("name_unknown") from error
    if not private and not all(map(is_public, found)):
        raise Undelivered("address_not_public")
    return found[0]


def post(url: str, headers: Mapping[str, str], body: bytes, *, private: bool) -> None:
    """Send it once. `Undelivered` unless the answer is 2xx; permanent after 410."""
    pool = httpcore.ConnectionPool(
        ssl_context=ssl.create_default_context(), network_backend=Guarded(private=private)
    )
    sent = {**headers, "user-agent": "Bonafix"}
    spans = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    try:
        # The answer's body is nobody's business here, and is not read.
        with (
            pool,
            pool.stream(
                "POST", url, headers=list(sent.items()), content=body, extensions={"timeout": spans}
            ) as answer,
        ):
            status = answer.status
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise Undelivered("timeout") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol,
            ssl.SSLError, OSError) as error:  # fmt: skip
        raise Undelivered("unreachable") from error
    if not 200 <= status < 300:
        raise Undelivered(f"answered_{status}", permanent=status == GONE)

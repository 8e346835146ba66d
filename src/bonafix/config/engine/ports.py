"""The address that the house listens on."""

import socket

from bonafix.config.engine.errors import EngineError
from bonafix.config.engine.processes import wait_until

DYING_SECONDS = 1.0


def reserve(host: str, port: int, option: str = "--port") -> socket.socket:
    """Keep a port for the web processes, so that nobody else takes it between two of them.

    The socket never listens. Port 0 picks a free one. Refused when the port is taken.
    """
    held = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        # The web processes share the port; the kernel spreads connections over them. What an
        # earlier house's connections left on the port does not hinder.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((host, port))
    except (OSError, OverflowError) as error:
        held.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(host, port, reason, option) from error
    # Somebody else of the same user may share ports, too; only a connection tells. Who is
    # just dying still answers for a moment.
    taken = held.getsockname()[1]
    if not wait_until(lambda: not _somebody_answers(host, taken), DYING_SECONDS, pause=0.2):
        held.close()
        raise _refusal(host, port, "somebody answers there", option)
    return held


def reachable_host(host: str) -> str:
    """Where to knock for a house that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _somebody_answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((reachable_host(host), port), timeout=1):
            return True
    except OSError:
        return False


def _refusal(host: str, port: int, why: str, option: str) -> EngineError:
    return EngineError(
        "port_in_use",
        "Cannot listen on %(host)s port %(port)s (%(why)s); choose another with %(option)s.",
        host=host,
        port=port,
        why=why,
        option=option,
    )

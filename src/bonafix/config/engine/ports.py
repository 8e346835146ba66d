"""The address that the house listens on."""

import socket

from bonafix.config.engine.errors import EngineError


def reserve(host: str, port: int) -> socket.socket:
    """Keep a port for the web processes, so that nobody else takes it between two of them.

    The socket never listens. Port 0 picks a free one. Refused when the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            port = probe.getsockname()[1]
        held = socket.socket(family)
        # The web processes share the port; the kernel spreads connections over them.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((host, port))
    except (OSError, OverflowError) as error:
        raise EngineError(
            "port_in_use",
            "Cannot listen on %(host)s port %(port)s (%(why)s); choose another with --port.",
            host=host, port=port, why=getattr(error, "strerror", None) or str(error),
        ) from error
    return held

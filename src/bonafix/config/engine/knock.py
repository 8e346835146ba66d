"""Asking web whether it lives, as the supervisor does."""

import http.client
import json
import ssl

from bonafix.config.engine.ports import reachable_host


def knock(host: str, port: int, *, tls: bool = False) -> int | None:
    """The process group that answered; 0 when it did not say which, None when nobody did.

    Over HTTPS the certificate is not looked at: this is our own process on our own machine.
    """
    where = reachable_host(host)
    connection: http.client.HTTPConnection
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(where, port, timeout=1, context=context)
    else:
        connection = http.client.HTTPConnection(where, port, timeout=1)
    try:
        connection.request("GET", "/health/live")
        response = connection.getresponse()
        told = response.read(1000)
        return _group(told) if response.status == http.client.OK else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _group(told: bytes) -> int:
    try:
        return int(json.loads(told)["process"])
    except (ValueError, KeyError, TypeError):
        return 0

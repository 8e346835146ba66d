"""Who may read `/metrics`: whoever has the token; without a token, this machine."""

from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

# A proxy on this machine would make everybody a neighbour.
PASSED_ON = ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Host")
HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def may_read(request: HttpRequest) -> bool:
    """True for the token of BONAFIX_METRICS_TOKEN; when there is none, for this machine only."""
    token = settings.METRICS_TOKEN
    if token:
        told = request.headers.get("Authorization", "")
        return compare_digest(told.encode(), f"Bearer {token}".encode())
    if settings.PROXIED or any(name in request.headers for name in PASSED_ON):
        return False
    return _loopback(request.META.get("REMOTE_ADDR") or "") and _host(request) in HERE


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _host(request: HttpRequest) -> str:
    host = str(request.META.get("HTTP_HOST", "")).lower()
    return host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host

"""How long requests took, over all web processes.

The processes share files in PROMETHEUS_MULTIPROC_DIR, which `bonafix up` empties at its start;
what a process counted stays when it ends.
"""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

_here = CollectorRegistry()
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
SECONDS = Histogram(
    "bonafix_http_request_seconds",
    "Seconds until a request was answered, by route (never the address itself)",
    ["method", "route", "status"],
    registry=_here,
    buckets=BUCKETS,
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def registry() -> CollectorRegistry:
    """The counts of all processes; of this one alone when they share no folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return _here
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared


def timed(
    request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    """The answer, its time noted under the pattern of its address."""
    began = time.perf_counter()
    response = get_response(request)
    found = request.resolver_match
    route = found.route if found is not None else "none"
    method = request.method if request.method in METHODS else "other"
    seconds = time.perf_counter() - began
    SECONDS.labels(method, route, f"{response.status_code // 100}xx").observe(seconds)
    return response

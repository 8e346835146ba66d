"""`/metrics` in Prometheus' text format, and the time that every other request took."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bonafix.web.metrics import requests
from bonafix.web.metrics.gate import may_read
from bonafix.web.metrics.house import House

PATH = "/metrics"


class MetricsMiddleware:
    """Stands before host and session: a scraper has neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer scrapers that may read; time everything else. Others find nothing here."""
        if request.path == PATH and may_read(request):
            return _tell()
        return requests.timed(request, self.get_response)


def _tell() -> HttpResponse:
    parts = [generate_latest(requests.registry())]
    try:
        house = CollectorRegistry()
        house.register(House())
        parts.append(generate_latest(house))
    except DatabaseError:
        # What the processes counted themselves is known all the same.
        connection.close()
    up = len(parts) - 1
    parts.append(
        b"# HELP bonafix_database_up Whether the database answered\n"
        b"# TYPE bonafix_database_up gauge\nbonafix_database_up %d\n" % up
    )
    return HttpResponse(b"".join(parts), content_type=CONTENT_TYPE_LATEST)

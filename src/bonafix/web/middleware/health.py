"""Health answers before anything else, so that a probe needs neither host nor session."""

import os
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from bonafix.deadlines.queries import count_set_aside
from bonafix.kit.clock import now
from bonafix.web.metrics.house import seconds_late

# The clock fires within five seconds; a minute late, somebody should look.
LATE_SECONDS = 60.0
# PostgreSQL stops when its disk is full.
FREE_BYTES = 500_000_000


class HealthMiddleware:
    """`/health/live`: this process answers. `/health/ready`: the database does, too.

    `/health` looks at all parts, for a person or an alarm: 503 when one of them is not well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer probes; pass everything else on."""
        if request.path == "/health/live":
            # The group tells the supervisor which of the processes behind one port it was.
            return JsonResponse({"status": "live", "process": os.getpgrp()})
        if request.path == "/health/ready":
            return _ready()
        if request.path == "/health":
            return _whole()
        return self.get_response(request)


def _ready() -> HttpResponse:
    if not _database():
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ready"})


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True


def _whole() -> HttpResponse:
    parts = {"database": "ok", "clock": "ok", "deadlines": "ok", "disk": "ok"}
    if not _database():
        parts.update(database="unreachable", clock="unknown", deadlines="unknown")
    else:
        if seconds_late(now()) > LATE_SECONDS:
            parts["clock"] = "late"
        if count_set_aside():
            parts["deadlines"] = "some set aside"
    if shutil.disk_usage(settings.DATA).free < FREE_BYTES:
        parts["disk"] = "nearly full"
    well = set(parts.values()) == {"ok"}
    return JsonResponse(
        {"status": "ready" if well else "not well", **parts}, status=200 if well else 503
    )

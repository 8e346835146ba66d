"""Health answers before anything else, so that a probe needs neither host nor session."""

import os
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


class HealthMiddleware:
    """`/health/live`: this process answers. `/health/ready`: the database does, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer probes; pass everything else on."""
        if request.path == "/health/live":
            # The group tells the supervisor which of the processes behind one port it was.
            return JsonResponse({"status": "live", "process": os.getpgrp()})
        if request.path in ("/health", "/health/ready"):
            return _ready()
        return self.get_response(request)


def _ready() -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ready"})

"""Rate limits, counted in the database so that all web processes share them."""

from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest

from bonafix.kit.clock import now
from bonafix.kit.errors import TooMany
from bonafix.kit.sealing import lookup_hash
from bonafix.operators.keys import master_key


class TooManyRequests(TooMany):
    """Asked too often from one address."""

    def __init__(self) -> None:
        super().__init__("too_many_requests", "Too many requests. Please try again in a minute.")


def check_rate(request: HttpRequest, per_minute: int) -> None:
    """Count this request; `TooManyRequests` above the limit. Addresses are kept as keyed hashes."""
    caller = lookup_hash(
        master_key().derive("rate"), "address", request.META.get("REMOTE_ADDR") or ""
    )
    if _count(caller, now().replace(second=0, microsecond=0)) > per_minute:
        raise TooManyRequests


def _count(caller: bytes, minute: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_ratewindow (caller, minute, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (caller, minute) DO UPDATE SET count = api_ratewindow.count + 1"
            " RETURNING count",
            [caller, minute],
        )
        (count,) = cursor.fetchone()
        if count == 1:
            cursor.execute(
                "DELETE FROM api_ratewindow WHERE minute < %s", [minute - timedelta(minutes=5)]
            )
    return int(count)

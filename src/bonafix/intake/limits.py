"""Rate limits of the open doors, counted in the database so that all web processes share them."""

from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from bonafix.kit.callers import Network, caller, networks
from bonafix.kit.errors import TooMany
from bonafix.kit.sealing import lookup_hash
from bonafix.operators.keys import master_key

PER_MINUTE = 60
# Requests from this very machine that came through no proxy: a trial, not the open net.
PER_MINUTE_LOCAL = 60_000
LOCAL = ("127.0.0.1", "::1", "")
KEPT = timedelta(minutes=5)


class TooManyRequests(TooMany):
    """Asked too often from one address."""

    def __init__(self) -> None:
        super().__init__("too_many_requests", "Too many requests. Please try again in a minute.")


def address_of(request: HttpRequest) -> str:
    """Where a request really comes from: behind proxies that BONAFIX_TRUSTED_PROXIES names."""
    remote = str(request.META.get("REMOTE_ADDR") or "")
    told = request.headers.get("X-Forwarded-For", "")
    return caller(remote, told, _trusted(settings.TRUSTED_PROXIES))


@cache
def _trusted(text: str) -> tuple[Network, ...]:
    return networks(text)


def limit(request: HttpRequest, door: str, now: datetime, per_minute: int = PER_MINUTE) -> None:
    """Count this request at a door (a word); `TooManyRequests` above `per_minute` an address."""
    address = address_of(request)
    passed_on = settings.PROXIED or "X-Forwarded-For" in request.headers
    check_rate(door, address, now, allowed(address, passed_on, per_minute))


def allowed(address: str, passed_on: bool, per_minute: int = PER_MINUTE) -> int:
    """Requests a minute from this address; `passed_on`: it came, or may have, through a proxy."""
    return PER_MINUTE_LOCAL if address in LOCAL and not passed_on else per_minute


def check_rate(door: str, address: str, now: datetime, per_minute: int) -> None:
    """Count one request at this door (a word); `TooManyRequests` above the limit.

    Addresses are kept as keyed hashes, and only for minutes.
    """
    if per_minute >= PER_MINUTE_LOCAL:
        # A trial on this very machine: nobody to protect the door from.
        return
    caller = lookup_hash(master_key().derive("rate"), f"address {door}", address)
    if _count(caller, now.replace(second=0, microsecond=0)) > per_minute:
        raise TooManyRequests


def _count(caller: bytes, minute: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_ratewindow (caller, minute, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (caller, minute) DO UPDATE SET count = intake_ratewindow.count + 1"
            " RETURNING count",
            [caller, minute],
        )
        (count,) = cursor.fetchone()
        if count == 1:
            cursor.execute("DELETE FROM intake_ratewindow WHERE minute < %s", [minute - KEPT])
    return int(count)

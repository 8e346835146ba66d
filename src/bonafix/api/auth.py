"""Who calls: a key, a logged-in person, or anybody on a demonstration's public host."""

from django.http import HttpRequest

from bonafix.api.limits import check_rate
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import operator_or_none
from bonafix.people.actors import actor_of, actor_of_key

PER_MINUTE_KEYLESS = 60
# Requests from this very machine that came through no proxy: a trial, not the open net.
PER_MINUTE_LOCAL = 60_000


class KeyNeeded(BonafixError):
    """Neither key nor log-in."""

    status = 401

    def __init__(self) -> None:
        super().__init__("key_needed", "This needs a key. Please send one.")


def actor_in(request: HttpRequest) -> Actor:
    """The actor behind the request's key or session. `KeyNeeded` when there is none."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        actor = actor_of_key(header.removeprefix("Bearer ").strip(), now())
        if actor is None or actor.operator_id != operator_or_none():
            raise KeyNeeded
        return actor
    if request.user.is_authenticated:
        return actor_of(request.user, now())
    raise KeyNeeded


def reporter_in(request: HttpRequest) -> Actor:
    """As `actor_in`; without a key, anybody may report where the operator allows it."""
    if request.headers.get("Authorization") or request.user.is_authenticated:
        return actor_in(request)
    operator = getattr(request, "operator", None)
    if operator is None or not operator.keyless_reports:
        raise KeyNeeded
    check_rate(request, keyless_limit(request))
    return Actor(operator_id=operator.id, kind="customer", roles=frozenset({"customer"}))


def keyless_limit(request: HttpRequest) -> int:
    """Requests a minute from one address without a key."""
    forwarded = request.headers.get("X-Forwarded-For")
    local = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "", None)
    return PER_MINUTE_LOCAL if local and not forwarded else PER_MINUTE_KEYLESS

"""Who calls: a key, a logged-in person, or anybody on a demonstration's public host."""

from django.http import HttpRequest

from bonafix.intake.limits import allowed, check_rate
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import operator_or_none
from bonafix.people.actors import actor_of, actor_of_key


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
    address = request.META.get("REMOTE_ADDR") or ""
    forwarded = "X-Forwarded-For" in request.headers
    check_rate("api", address, now(), allowed(address, forwarded))
    return Actor(operator_id=operator.id, kind="customer", roles=frozenset({"customer"}))

"""Who calls: a key, a logged-in person, or anybody on a demonstration's public host."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from ninja.utils import check_csrf

from bonafix.intake.limits import address_of, limit
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, NotAllowed
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import operator_or_none
from bonafix.people.actors import actor_of, actor_of_key
from bonafix.people.rules import mfa_required

# A merchant's program hands in what claims are compared with by the same key.
OF_CLAIMS = (
    *("/claims", "/orders", "/packings", "/references", "/webhooks"),
    *("/bundles", "/labels", "/providers"),
)


class KeyNeeded(BonafixError):
    """Neither key nor log-in."""

    status = 401

    def __init__(self) -> None:
        super().__init__("key_needed", "This needs a key. Please send one.")


class ScopeMissing(NotAllowed):
    """The key was not given this scope."""

    def __init__(self, scope: str) -> None:
        super().__init__("scope_missing", "This key lacks the scope %(scope)s.", scope=scope)


def actor_in(request: HttpRequest) -> Actor:
    """The actor behind the request's key or session, found out once for each request.

    `KeyNeeded` when there is none; `ScopeMissing` when the key was not made for this. A report
    may come from anybody where the operator allows it; `TooManyRequests` then.
    """
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    reports = request.method == "POST" and request.path.rstrip("/").endswith("/v1/repairs")
    actor = _reporter(request) if reports else _known(request)
    request.actor = actor  # type: ignore[attr-defined]
    return actor


def _known(request: HttpRequest) -> Actor:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return _actor_of_key(request, header.removeprefix("Bearer ").strip())
    if request.user.is_authenticated:
        return _actor_of_session(request)
    raise KeyNeeded


def name_of(request: HttpRequest, actor: Actor) -> str:
    """The caller as one that keys belong to: key or account; without either, the address."""
    return actor.label() if actor.id else f"address {address_of(request)}"


def _actor_of_key(request: HttpRequest, key: str) -> Actor:
    actor = actor_of_key(key, now())
    if actor is None or actor.operator_id != operator_or_none():
        raise KeyNeeded
    scope = scope_of(request)
    if scope not in actor.scopes:
        raise ScopeMissing(scope)
    return actor


def scope_of(request: HttpRequest) -> str:
    """What a key must have been given for this request."""
    if "/visits/" in request.path:
        return "visits:write"
    if any(part in request.path for part in OF_CLAIMS):
        return "claims:read" if request.method == "GET" else "claims:write"
    return "repairs:read" if request.method == "GET" else "repairs:write"


def _actor_of_session(request: HttpRequest) -> Actor:
    """A page's own script: with its form token, and with the second factor where one is asked."""
    if request.method != "GET" and check_csrf(request) is not None:
        raise KeyNeeded
    actor = actor_of(request.user, now())
    operator = getattr(request, "operator", None)
    if operator is None or actor.operator_id != operator.id:
        raise KeyNeeded
    trial = operator.demonstration
    if mfa_required(actor.roles) and not trial and not is_mfa_enabled(request.user):
        raise KeyNeeded
    return actor


def _reporter(request: HttpRequest) -> Actor:
    if request.headers.get("Authorization") or request.user.is_authenticated:
        return _known(request)
    operator = getattr(request, "operator", None)
    if operator is None or not operator.keyless_reports:
        raise KeyNeeded
    limit(request, "api", now())
    return Actor(operator_id=operator.id, kind="customer", roles=frozenset({"customer"}))

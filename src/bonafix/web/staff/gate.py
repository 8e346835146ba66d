"""The door of the staff's pages: logged in, second factor where the role asks, and allowed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from bonafix.access.table import TABLE
from bonafix.kit.clock import now
from bonafix.kit.errors import NotAllowed, NotFound
from bonafix.operators.actors import Actor
from bonafix.people.actors import actor_of
from bonafix.people.rules import mfa_required

View = Callable[..., HttpResponseBase]


def opens(actor: Actor, verb: str) -> bool:
    """True when a role of the actor may do `verb` at all, to whatever."""
    return bool(actor.roles & TABLE[verb].keys())


def staff_page(verb: str | None) -> Callable[[View], View]:
    """A page for those whose roles may do `verb` at all; the view checks the single thing.

    With None it is for everybody who is logged in.

    The view is called with the actor as its second argument.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = staff_actor(request)
            if actor is None:
                wanted = quote(request.get_full_path(), safe="/")
                return redirect(f"{reverse('account_login')}?next={wanted}")
            if mfa_required(actor.roles) and not has_second_factor(request):
                return redirect("mfa_activate_totp")
            if verb is not None and not opens(actor, verb):
                raise NotAllowed("not_allowed", "You may not do this here.")
            return view(request, actor, *args, **kwargs)

        return gated

    return wrap


def staff_actor(request: HttpRequest) -> Actor | None:
    """The logged-in person as an actor of this host's operator, or nobody."""
    if not request.user.is_authenticated:
        return None
    actor = actor_of(request.user, now())
    operator = getattr(request, "operator", None)
    if operator is None or actor.operator_id != operator.id:
        # Logged in with another operator: as good as a stranger here.
        raise NotFound("no_such_page", "There is no such page.")
    return actor


def has_second_factor(request: HttpRequest) -> bool:
    """True when this person has set up a second factor (log-in asks for it then).

    A demonstration's made-up people have none: its passwords are printed on the screen.
    """
    if getattr(request, "operator", None) is not None and request.operator.demonstration:  # type: ignore[attr-defined]
        return True
    return bool(is_mfa_enabled(request.user))

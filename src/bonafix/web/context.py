"""What every page knows: whose service it is, and what the logged-in person may open."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bonafix.access.table import TABLE
from bonafix.kit.clock import now
from bonafix.people.actors import actor_of
from bonafix.products.queries import official_phone, operates_independently

SECTIONS = (
    ("queue", "queue.see", _("Queue")),
    ("board", "board.see", _("Dispatch")),
    ("day", "day.see", _("My day")),
    ("offers", "offer.see", _("Visits for us")),
    ("overview", "overview.see", _("Overview")),
    ("outlets", "outlets.see", _("Outlets")),
    ("claims", "claim.see", _("Claims")),
    ("claims-standing", "claim.inbox", _("Standing instructions")),
    ("claims-hooks", "hook.edit", _("Webhooks")),
    ("packings", "claim.inbox", _("Parcels")),
    ("references", "claim.inbox", _("Pictures of goods")),
    ("setup", "setup.see", _("Set up")),
    ("imports", "data.import", _("Data")),
)
PUBLIC = (
    ("service", _("Our service")),
    ("claim-rules", _("Rules of claims")),
    ("check", _("Check a number")),
    ("keys", _("Signing keys")),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell`: name, phone, sections and account of the page's frame."""
    operator = getattr(request, "operator", None)
    if operator is None:
        return {"shell": {"name": "", "home": "/"}}
    english = (get_language() or "").startswith("en")
    name = operator.name_en if english and operator.name_en else operator.name
    frame: dict[str, Any] = {
        "name": name,
        "home": "/",
        "phone": official_phone(now()),
        "independent": operates_independently(now()),
    }
    user = getattr(request, "user", None)
    if not request.path.startswith("/staff"):
        frame |= _public()
    elif user is not None and user.is_authenticated:
        frame |= _staff(request)
    return {"shell": frame}


def _public() -> dict[str, Any]:
    return {
        "independent": operates_independently(now()),
        "links": [{"title": title, "url": reverse(name)} for name, title in PUBLIC],
    }


def _staff(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request.user, now())
    return {
        "home": reverse("staff-home"),
        "account": getattr(request.user, "username", ""),
        "account_url": reverse("mfa_index"),
        "logout_url": reverse("account_logout"),
        "sections": [
            {
                "title": title,
                "url": reverse(f"staff-{name}"),
                "current": request.path == reverse(f"staff-{name}"),
                "count": None,
            }
            for name, verb, title in SECTIONS
            if actor.roles & TABLE[verb].keys()
            # The day of visits belongs to those who go; a dispatcher has the board.
            and (name != "day" or actor.technician_id)
        ],
    }

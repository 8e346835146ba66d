"""Where each role begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bonafix.operators.actors import Actor
from bonafix.web.staff.gate import staff_page

FIRST = (
    ("technician", "staff-day"),
    ("dispatcher", "staff-board"),
    ("outlet_dispatcher", "staff-board"),
    ("agent", "staff-queue"),
    ("manager", "staff-overview"),
    ("auditor", "staff-overview"),
    ("reviewer", "staff-claims"),
    ("merchant", "staff-claims"),
    ("admin", "staff-setup"),
    ("brand", "staff-setup"),
)


@staff_page(None)
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Go to the page that this role works on; a role without one is told so."""
    for role, name in FIRST:
        if role in actor.roles:
            return redirect(name)
    return render(request, "bonafix/staff/home.html")

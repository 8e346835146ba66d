"""Keys of connected systems: which there are, and an end to one that came into wrong hands."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bonafix.kit.clock import now
from bonafix.operators.actors import Actor
from bonafix.people.actions import revoke_api_key
from bonafix.people.queries import api_keys
from bonafix.web.staff.gate import staff_page


@staff_page("key.revoke")
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All keys of this operator with their beginning, never with their secret."""
    context = {"keys": api_keys(actor.operator_id)}
    return render(request, "bonafix/staff/keys.html", context)


@staff_page("key.revoke")
@require_POST
def revoke(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """The key opens nothing from now on."""
    revoke_api_key(actor, now(), pk)
    messages.success(request, _("Done, and on the record."))
    return redirect("staff-keys")

"""Reference pictures: how goods look, from when to when; a new one; ending one."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafix.evidence.actions.references import add_reference, end_reference, look
from bonafix.evidence.models import Reference
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.operators.actors import Actor
from bonafix.web.claims.media import image
from bonafix.web.errors import sentence
from bonafix.web.merchant.packings import own_party
from bonafix.web.staff.gate import staff_page
from bonafix.web.uploads import too_long

MOST: Final = 200


@staff_page("reference.edit")
def references(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All pictures of this merchant or brand, and (POST) a new one."""
    if request.method == "POST":
        try:
            picture = request.FILES.get("picture")
            if picture is None or too_long(request):
                raise Invalid("picture_missing", "Please choose a picture of at most 20 MB.")
            given = request.POST
            title, view = given.get("goods", ""), given.get("view", "")
            add_reference(actor, now(), own_party(actor), title, picture.read(), view)
        except BonafixError as error:
            messages.error(request, sentence(error))
        else:
            messages.success(request, _("Done, and on the record."))
        return redirect("staff-references")
    rows = Reference.objects.filter(owner_id__in=actor.party_ids).order_by("goods", "-id")
    context = {"rows": rows[:MOST], "may_add": bool(actor.party_ids)}
    return render(request, "bonafix/merchant/references.html", context)


@staff_page("reference.edit")
@require_POST
def end(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """Goods look otherwise from now on."""
    try:
        end_reference(actor, now(), pk)
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-references")


@staff_page("packing.see")
@require_GET
def file(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """A smaller copy of the picture; the look is on record."""
    del request
    return image(*look(actor, now(), pk))

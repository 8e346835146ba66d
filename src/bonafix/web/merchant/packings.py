"""Records of parcels: those that wait for an answer first, then the newest; and a new one."""

from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafix.access import may
from bonafix.evidence.actions.packing import Parcel, add_packing, look, settle, subject
from bonafix.evidence.models import Packing
from bonafix.evidence.parcels import ASKS, KINDS, Told
from bonafix.kit.clock import SHANGHAI, now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.operators.actors import Actor
from bonafix.web.claims.media import image
from bonafix.web.errors import sentence
from bonafix.web.merchant import texts
from bonafix.web.staff.gate import opens, staff_page
from bonafix.web.uploads import too_long

PER_PAGE: Final = 30
MOST_AT_ONCE: Final = 20


def own_party(actor: Actor) -> UUID:
    """The merchant or brand that this log-in speaks for."""
    found = next(iter(sorted(actor.party_ids, key=str)), None)
    if found is None:
        raise Invalid("merchant_unknown", "This log-in speaks for no merchant.")
    return found


@staff_page("packing.see")
def packings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, and (POST) one or more files with what is said about them."""
    if request.method == "POST":
        try:
            _take(request, actor)
        except BonafixError as error:
            messages.error(request, sentence(error))
        return redirect("staff-packings")
    rows = Packing.objects.select_related("file", "order").order_by("-id")
    if not _sees_all(actor):
        rows = rows.filter(merchant_id__in=actor.party_ids)
    page = Paginator(rows.exclude(status=ASKS), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asks": [_shown(actor, one) for one in rows.filter(status=ASKS)[:PER_PAGE]],
        "rows": [_shown(actor, one) for one in page],
        "page": page,
        "kinds": [(name, texts.KINDS[name]) for name in KINDS],
        "may_add": opens(actor, "packing.add") and bool(actor.party_ids),
    }
    return render(request, "bonafix/merchant/packings.html", context)


def _sees_all(actor: Actor) -> bool:
    return opens(actor, "claim.desk")


def _shown(actor: Actor, row: Packing) -> dict[str, Any]:
    mine = subject(row.operator_id, row.merchant_id)
    return {**texts.shown(row), "may_settle": may(actor, "packing.add", mine)}


def _take(request: HttpRequest, actor: Actor) -> None:
    files = request.FILES.getlist("file")
    if not files or too_long(request):
        raise Invalid("file_missing", "Please choose files of at most 20 MB together.")
    given = request.POST
    told = Told(
        given.get("order", "").strip(),
        given.get("waybill", "").strip(),
        tuple(given.get("serials", "").split()),
    )
    parcel = Parcel(given.get("kind", ""), told, _instant(given.get("taken_at", "")))
    new = 0
    for file in files[:MOST_AT_ONCE]:
        new += add_packing(actor, now(), own_party(actor), parcel, cast("Any", file))[1]
    told_ = _("%(new)d taken in; what stands on them is being read.") % {"new": new}
    messages.success(request, told_)


def _instant(text: str) -> datetime | None:
    try:
        at = parse_datetime(text) if text else None
    except ValueError:
        at = None
    if text and at is None:
        raise Invalid("bad_time", "Please give the time as year-month-day and hour:minute.")
    return at.replace(tzinfo=SHANGHAI) if at else None


@staff_page("packing.add")
@require_POST
def settle_it(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """A person's answer: the number of the order, or that it belongs to none."""
    none = request.POST.get("none") == "yes"
    try:
        ref = "" if none else request.POST.get("order", "").strip()
        if not none and not ref:
            raise Invalid("order_missing", "Please give the number of the order.")
        settle(actor, now(), pk, ref)
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-packings")


@staff_page("packing.see")
@require_GET
def file(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """A smaller copy of its picture; of a clip the clip itself. The look is on record."""
    del request
    return image(*look(actor, now(), pk))

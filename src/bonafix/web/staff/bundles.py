"""Bundles of a case: asked for, listed, and taken away by who may release them."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from bonafix.access import may
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case, subject_of
from bonafix.evidence.actions import ask_bundle, take_bundle
from bonafix.evidence.errors import NoSuchBundle
from bonafix.evidence.queries import bundles_of
from bonafix.evidence.rules import FULL, MASKED, READY, VERBS, Release
from bonafix.kit.clock import now
from bonafix.kit.errors import Invalid
from bonafix.operators.actors import Actor
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page

EDITIONS: Final = {"masked": _("Masked"), "full": _("Full")}
STATES: Final = {
    "asked": (_("Being put together"), "active"),
    "ready": (_("Ready"), "done"),
    "failed": (_("Not made: a file cannot be read whole"), "attention"),
    "gone": (_("Not kept any more"), ""),
}


def context_of(actor: Actor, case: Case) -> dict[str, Any]:
    """What the page of evidence shows of bundles; nothing to who may not release one."""
    subject = subject_of(case)
    if not may(actor, VERBS[MASKED], subject):
        return {"may_bundle": False}
    rows = [
        {
            "row": row,
            "edition": EDITIONS[row.edition],
            "word": STATES[row.status][0],
            "tone": STATES[row.status][1],
            "ready": row.status == READY and may(actor, VERBS[row.edition], subject),
        }
        for row in bundles_of(case)
    ]
    return {"may_bundle": True, "may_full": may(actor, VERBS[FULL], subject), "bundles": rows}


@staff_page("case.bundle_masked")
def bundles(request: HttpRequest, actor: Actor, number: str) -> HttpResponseBase:
    """Ask for one (POST); take one away (GET ?bundle=ID), on record."""
    case = by_number(number)
    require_case(actor, "case.bundle_masked", case)
    if request.method == "POST":
        return _ask(request, actor, case)
    if "bundle" in request.GET:
        return _take(request, actor, case, request.GET["bundle"])
    return redirect("staff-evidence", number=case.number)


def _ask(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse:
    """A worker puts it together. What is wrong is said with nothing lost."""
    given = {name: request.POST.get(name, "") for name in ("edition", "to", "by", "reason")}
    try:
        ask_bundle(actor, now(), case.number, Release(**given))
    except Invalid as error:
        context = {"case": case, "bundle_error": sentence(error), "given": given}
        shown = context | context_of(actor, case)
        return render(request, "bonafix/staff/bundle_again.html", shown, status=error.status)
    return redirect("staff-evidence", number=case.number)


def _take(request: HttpRequest, actor: Actor, case: Case, bundle: str) -> StreamingHttpResponse:
    try:
        pieces = take_bundle(actor, now(), case.number, UUID(bundle))
    except ValueError as error:
        raise NoSuchBundle from error
    # A server that asks for pieces asynchronously would else hold them all at once.
    told = _slowly(pieces) if isinstance(request, ASGIRequest) else pieces
    answer = StreamingHttpResponse(told, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{case.number}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


async def _slowly(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)

"""Bundles of a case for other people's programs: asked for, waited for, taken away."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from ninja import Router, Schema

from bonafix.api.auth import actor_in
from bonafix.cases.queries import by_number, require_case
from bonafix.evidence.actions import ask_bundle, take_bundle
from bonafix.evidence.errors import NoSuchBundle
from bonafix.evidence.models import Bundle
from bonafix.evidence.queries import bundles_of
from bonafix.evidence.rules import MASKED, VERBS, check_release
from bonafix.kit.clock import format_instant, now
from bonafix.operators.actors import Actor
from bonafix.operators.keys import active_key

router = Router(tags=["bundles"])


class BundleIn(Schema):
    """edition: masked or full. A full one names who gets it, who releases it, and why."""

    case: str
    edition: str = MASKED
    to: str = ""
    by: str = ""
    reason: str = ""


class BundleOut(Schema):
    """status: asked, ready, failed, gone. `public_key` (hex) is the one to check it with."""

    id: UUID
    case: str
    edition: str
    status: str
    asked_at: str
    ready_at: str | None
    public_key: str


@router.post("", response={202: BundleOut}, summary="Ask for a bundle")
def bundle_ask(request: HttpRequest, body: BundleIn) -> Any:
    """On record at once; a worker puts it together."""
    actor = actor_in(request)
    release = check_release(body.edition, body.to, body.by, body.reason)
    case = by_number(body.case)
    require_case(actor, VERBS[release.edition], case)
    row = ask_bundle(actor, now(), case.number, release)
    return JsonResponse(_told(row), status=202)


@router.get("", response=list[BundleOut], summary="Bundles of a case")
def bundle_list(request: HttpRequest, case: str) -> Any:
    """The newest first."""
    found = by_number(case)
    require_case(actor_in(request), VERBS[MASKED], found)
    return [_told(one) for one in bundles_of(found)]


@router.get("/{uuid:pk}", response=BundleOut, summary="How far a bundle is")
def bundle_show(request: HttpRequest, pk: UUID) -> Any:
    """Kept for seven days."""
    return _told(_seen(actor_in(request), pk))


@router.get("/{uuid:pk}/file", summary="Take a bundle away")
def bundle_file(request: HttpRequest, pk: UUID) -> Any:
    """The ZIP file; who took it is on record."""
    actor = actor_in(request)
    row = _seen(actor, pk)
    pieces = take_bundle(actor, now(), row.case.number, row.id)
    # A server that asks for pieces asynchronously would else hold them all at once.
    told = _slowly(pieces) if isinstance(request, ASGIRequest) else pieces
    answer = StreamingHttpResponse(told, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{row.case.number}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


async def _slowly(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)


def _seen(actor: Actor, pk: UUID) -> Bundle:
    row = Bundle.objects.select_related("case").filter(pk=pk).first()
    if row is None:
        raise NoSuchBundle
    require_case(actor, VERBS[row.edition], row.case)
    return row


def _told(row: Bundle) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "case": row.case.number,
        "edition": row.edition,
        "status": row.status,
        "asked_at": format_instant(row.asked_at),
        "ready_at": format_instant(row.ready_at) if row.ready_at else None,
        "public_key": bytes(active_key(row.operator_id).public).hex(),
    }

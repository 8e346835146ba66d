"""Listening to a recording: the reason goes on record, then a player for ten minutes."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, NotFound
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.listening import open_recording, sound_of_recording
from bonafix.repairs.actions.moving import case_of
from bonafix.web.errors import sentence
from bonafix.web.recordings import shown
from bonafix.web.staff.gate import staff_page

PLAYED_FOR: Final = 600
SALT: Final = "bonafix recording"


@staff_page("recording.listen")
def listen(request: HttpRequest, actor: Actor, number: str, sound: UUID) -> HttpResponseBase:
    """With a reason (POST) the player, without one back to the case; GET: the sound, once open."""
    if request.method != "POST":
        return _sound(request, actor, number, sound)
    try:
        row = open_recording(actor, now(), number, sound, request.POST.get("reason", ""))
    except NotFound:
        raise
    except BonafixError as error:
        messages.error(request, sentence(error))
        return redirect("staff-case", number=number)
    case, _repair = case_of(row.case_id)
    ticket = signing.dumps([str(actor.id), str(row.id)], salt=SALT)
    source = reverse("staff-recording", args=[case.number, row.id]) + f"?t={ticket}"
    context = {"case": case, "one": shown(row), "source": source}
    return render(request, "bonafix/staff/recording.html", context)


def _sound(request: HttpRequest, actor: Actor, number: str, pk: UUID) -> StreamingHttpResponse:
    """The sound itself, for whoever has just said why."""
    if not _is_opened(request.GET.get("t", ""), actor, pk):
        raise NotFound("no_such_recording", "There is no such recording (any more).")
    row, pieces = sound_of_recording(actor, number, pk)
    response = StreamingHttpResponse(pieces, content_type=row.media_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _is_opened(ticket: str, actor: Actor, pk: UUID) -> bool:
    try:
        told = signing.loads(ticket, salt=SALT, max_age=PLAYED_FOR)
    except signing.BadSignature:
        return False
    return bool(told == [str(actor.id), str(pk)])

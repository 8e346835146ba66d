"""Uploads for an ask by the tus protocol 1.0.0; the link of the ask is the right to it."""

from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bonafix.evidence.actions import begin_giving
from bonafix.evidence.actions.taking import Given
from bonafix.files.models import Upload
from bonafix.files.uploads import actions as uploads
from bonafix.files.uploads.rules import (
    LONGEST,
    OPEN,
    PATIENCE,
    NoSuchUpload,
    OtherOffset,
    PieceTooLong,
)
from bonafix.kit.clock import now, parse_instant
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.errors import LinkUnknown
from bonafix.people.tokens import redeem
from bonafix.web.errors import sentence
from bonafix.web.evidence import headers as tus
from bonafix.web.evidence.holder import held

View = Callable[..., HttpResponse]
ABOUT: Final = {
    "Tus-Version": tus.VERSION,
    "Tus-Extension": tus.EXTENSIONS,
    "Tus-Max-Size": str(LONGEST),
    "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
}


def speaks_tus(view: View) -> View:
    """Version, plain sentences instead of pages, and no cookie that would need a CSRF token."""

    @csrf_exempt
    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "OPTIONS":
                tus.check_version(request.headers)
            answer = view(request, *args, **kwargs)
        except BonafixError as error:
            answer = HttpResponse(sentence(error), status=error.status, content_type="text/plain")
            if isinstance(error, tus.OtherVersion):
                answer.headers["Tus-Version"] = tus.VERSION
            if isinstance(error, OtherOffset):
                answer.headers["Upload-Offset"] = str(error.offset)
        answer.headers["Tus-Resumable"] = tus.VERSION
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return spoken


@require_http_methods(["OPTIONS", "POST"])
@speaks_tus
def collection(request: HttpRequest, ask: str) -> HttpResponse:
    """What is spoken here (OPTIONS), and beginning an upload (POST)."""
    one = held(ask)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=ABOUT)
    upload = begin_giving(one.actor, now(), one.ask.id, _given(request))
    answer = HttpResponse(status=201)
    answer.headers["Location"] = reverse("evidence-upload", args=[ask, upload.id])
    return _with_offset(answer, upload)


def _given(request: HttpRequest) -> Given:
    told = tus.metadata(request.headers)
    try:
        taken_at = parse_instant(told["taken_at"]) if told.get("taken_at") else None
    except Invalid as error:
        raise tus.BadHeader(given="Upload-Metadata") from error
    return Given(
        shot=told.get("shot", ""),
        source=told.get("source", ""),
        length=tus.number(request.headers, "Upload-Length"),
        # Recorders add codecs: `video/webm;codecs=vp8`.
        media_type=told.get("filetype", "").partition(";")[0].strip().lower(),
        taken_at=taken_at,
    )


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@speaks_tus
def piece(request: HttpRequest, ask: str, pk: UUID) -> HttpResponse:
    """Where it stands (HEAD), the next piece (PATCH), giving it up (DELETE)."""
    one = held(ask)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=ABOUT)
    return _answered(request, one.upload(pk))


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@speaks_tus
def door(request: HttpRequest, upload: str) -> HttpResponse:
    """The same for one upload that a program announced; its link opens nothing else."""
    operator_id, upload_id = redeem(upload, "upload", now())
    if operator_id != current_operator_id():
        raise LinkUnknown
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=ABOUT)
    row = Upload.objects.filter(pk=upload_id).first()
    if row is None:
        raise NoSuchUpload
    return _answered(request, uploads.find(row.id, (row.subject_kind, row.subject_id)))


def _answered(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.method == "HEAD":
        return _with_offset(HttpResponse(status=200), upload)
    if request.method == "DELETE":
        uploads.drop(upload.operator_id, now(), upload)
        return HttpResponse(status=204)
    upload.offset = uploads.take_piece(
        upload.operator_id,
        now(),
        upload,
        tus.number(request.headers, "Upload-Offset"),
        _body(request),
    )
    return _with_offset(HttpResponse(status=204), upload)


def _body(request: HttpRequest) -> bytes:
    if request.content_type != tus.PIECE_TYPE:
        raise tus.OtherType
    try:
        data = request.body
    except RequestDataTooBig as error:
        raise PieceTooLong from error
    tus.check_sum(request.headers, data)
    return data


def _with_offset(answer: HttpResponse, upload: Upload) -> HttpResponse:
    answer.headers["Upload-Offset"] = str(upload.offset)
    answer.headers["Upload-Length"] = str(upload.length)
    if upload.status == OPEN:
        gone = (upload.moved_at + PATIENCE).astimezone(UTC)
        answer.headers["Upload-Expires"] = tus.http_date(gone)
    return answer

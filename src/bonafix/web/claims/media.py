"""What a stranger gave, on its way to a screen: as a picture or a clip, and as nothing else."""

from collections.abc import Iterator
from typing import TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from bonafix.files.models import StoredFile

SHOWN = ("image/", "video/")
Answered = TypeVar("Answered", bound=HttpResponseBase)


def image(content: bytes, media_type: str) -> HttpResponse:
    """A stranger's picture, as a picture and as nothing else."""
    return _guarded(HttpResponse(content), media_type)


def media(pieces: Iterator[bytes], file: StoredFile) -> HttpResponse | StreamingHttpResponse:
    """A picture or a clip; a clip is never held whole."""
    if file.media_type.startswith("image/"):
        return image(b"".join(pieces), file.media_type)
    answer = StreamingHttpResponse(pieces)
    answer.headers["Content-Length"] = str(file.size)
    return _guarded(answer, file.media_type)


def _guarded(answer: Answered, media_type: str) -> Answered:
    # The type may be what the sender said: what could do something here is only taken away.
    shown = media_type.startswith(SHOWN) and "svg" not in media_type
    answer.headers["Content-Type"] = media_type if shown else "application/octet-stream"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = "inline" if shown else "attachment"
    return answer

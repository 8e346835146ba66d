"""Error pages: one sentence, one way on, in both languages. Nothing of the fault is shown."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from bonafix.kit.errors import BonafixError
from bonafix.web.look.error_pages import error_page, refusal_page


def sentence(error: BonafixError) -> str:
    """The error's sentence in the active language."""
    text = gettext(error.text)
    return text % error.params if error.params else text


def from_error(_request: HttpRequest, error: BonafixError) -> HttpResponse:
    """A typed error that no form took."""
    return refusal_page(error.status, sentence(error))


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    del exception  # Django hands it by this name; nothing of it is shown.
    return error_page(400)


def forbidden(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    del exception  # Django hands it by this name; nothing of it is shown.
    return error_page(403)


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old; its page is opened again."""
    del reason
    return error_page(403)


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    del exception  # Django hands it by this name; nothing of it is shown.
    return error_page(404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500, without any detail of what went wrong."""
    return error_page(500)


def unavailable(_request: HttpRequest) -> HttpResponse:
    """503: the database does not answer at this moment."""
    return error_page(503, retry_after=3)

"""Chinese first; English for whoever chose it, or for a program that asks for it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = settings.LANGUAGE_COOKIE_NAME


class ChineseFirstMiddleware:
    """Pages follow the reader's choice, the API its Accept-Language; otherwise Chinese."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of this request."""
        with translation.override(language_of(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


def language_of(request: HttpRequest) -> str:
    """zh-hans or en."""
    known = {code for code, _name in settings.LANGUAGES}
    if request.path.startswith("/api/"):
        asked = request.headers.get("Accept-Language", "").lower()
        return "en" if asked.startswith("en") else "zh-hans"
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in known else "zh-hans"

"""What the API answers before or beside its operations is a problem, too: 404, 405 and others."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bonafix.api.problems import problem

PREFIX = "/api/"
REFUSED = 400
JSON = ("application/json", "application/problem+json")


class ProblemsMiddleware:
    """Puts problem+json in place of a page that would tell a program nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; a page for people only at addresses for people."""
        answer = self.get_response(request)
        if not request.path.startswith(PREFIX) or answer.status_code < REFUSED:
            return answer
        if answer.headers.get("Content-Type", "").partition(";")[0] in JSON:
            return answer
        return _as_problem(answer)


def _as_problem(answer: HttpResponse) -> HttpResponse:
    status = answer.status_code
    if status == HTTPStatus.NOT_FOUND:
        told = problem(status, "no_such_address", _("There is no such address in this API."))
    elif status == HTTPStatus.METHOD_NOT_ALLOWED:
        told = problem(
            status, "method_not_allowed", _("This address does not take this kind of request.")
        )
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        told = problem(status, "unavailable", _("Just now this cannot be answered. Please retry."))
    else:
        told = problem(status, "request_unreadable", _("The request could not be read."))
    for name in ("Allow", "Retry-After"):
        if name in answer.headers:
            told.headers[name] = answer.headers[name]
    return told

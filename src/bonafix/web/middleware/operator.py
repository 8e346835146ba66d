"""Which operator answers at this host; everything inside acts as it."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from bonafix.kit.errors import BonafixError
from bonafix.operators.addresses import operator_at
from bonafix.operators.tenancy import act_as
from bonafix.web import errors

GLOBAL_PATHS = ("/static/", "/health")


class OperatorMiddleware:
    """Finds the operator by host name; typed errors become pages with one sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Act as the operator of this host."""
        request.operator = None  # type: ignore[attr-defined]
        if request.path.startswith(GLOBAL_PATHS):
            return self.get_response(request)
        try:
            operator = operator_at(request.get_host())
        except OperationalError:
            return errors.unavailable(request)
        if operator is None:
            return errors.not_found(request)
        request.operator = operator  # type: ignore[attr-defined]
        with act_as(operator.id):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A typed refusal or a lost database is a page, not an outage."""
        if isinstance(error, BonafixError):
            return errors.from_error(request, error)
        if isinstance(error, OperationalError):
            return errors.unavailable(request)
        return None

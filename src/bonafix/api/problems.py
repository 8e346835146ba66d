"""Errors as problem+json: a stable code, and a sentence in the caller's language."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bonafix.intake.errors import ReportInvalid
from bonafix.kit.errors import BonafixError

CONTENT_TYPE = "application/problem+json"


def sentence(error: BonafixError) -> str:
    """The error's sentence in the active language."""
    text = gettext(error.text)
    return text % error.params if error.params else text


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """RFC 9457 with our `code`."""
    body = {
        "type": f"urn:bonafix:{code}",
        "title": detail,
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )


def from_error(error: BonafixError) -> HttpResponse:
    """A typed error as a problem; several faulty fields each keep their sentence."""
    more: dict[str, Any] = {}
    if isinstance(error, ReportInvalid):
        more["errors"] = [
            {"field": name, "code": one.code, "detail": sentence(one)}
            for name, one in error.fields.items()
        ]
    elif error.field:
        more["errors"] = [{"field": error.field, "code": error.code, "detail": sentence(error)}]
    return problem(error.status, error.code, sentence(error), **more)


def _from_validation(error: ValidationError) -> HttpResponse:
    faults = [
        {
            # Of JSON: body, the schema's name, the field; of a form: form, the field.
            "field": ".".join(str(p) for p in one["loc"][2:] or one["loc"][1:]) or "body",
            "code": one["type"],
            "detail": gettext("This field is missing or is of the wrong kind."),
        }
        for one in error.errors
    ]
    return problem(
        422, "body_invalid", gettext("The request is not of the agreed form."), errors=faults
    )


def connect(api: NinjaAPI) -> None:
    """Let the API answer every expected error as a problem."""

    def bonafix_error(_request: HttpRequest, error: BonafixError) -> HttpResponse:
        return from_error(error)

    def validation(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _from_validation(error)

    def unauthenticated(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return problem(401, "key_needed", gettext("This needs a key. Please send one."))

    def http(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(
            error.status_code, "request_unreadable", gettext("The request could not be read.")
        )

    def too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return problem(413, "body_too_big", gettext("This is too much text at once."))

    api.exception_handler(RequestDataTooBig)(too_big)
    api.exception_handler(BonafixError)(bonafix_error)
    api.exception_handler(ValidationError)(validation)
    api.exception_handler(AuthenticationError)(unauthenticated)
    api.exception_handler(HttpError)(http)

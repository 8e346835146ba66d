"""Pages for when something went wrong: one sentence and one way on, in both languages.

They need neither database, session nor context processors, so they also work
when those are what is broken. Nothing of the request is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))


@dataclass(frozen=True)
class ErrorPage:
    """What is said, and where the one button leads ("" is this address again)."""

    title: str | Promise
    sentence: str | Promise
    way: str | Promise
    url: str = "/"


PAGES: dict[int, ErrorPage] = {
    400: ErrorPage(
        _("We could not read this request"),
        _("Something in it was incomplete; nothing has been changed."),
        _("To the start"),
    ),
    403: ErrorPage(
        _("This page is not open to you"),
        _("Your link may have ended, or your log-in does not cover this case."),
        _("To the start"),
    ),
    404: ErrorPage(
        _("There is no such page"),
        _("The address may be mistyped, or the page has moved."),
        _("To the start"),
    ),
    429: ErrorPage(
        _("One moment, please"),
        _("There were many requests in a short time; in a minute it works again."),
        _("Try again"),
        "",
    ),
    500: ErrorPage(
        _("This did not work, and it is our fault"),
        _("The fault has been written down; what was saved before is safe."),
        _("Try again"),
        "",
    ),
    503: ErrorPage(
        _("We will be back in a moment"),
        _("The service is starting; every report made so far is safe."),
        _("Try again"),
        "",
    ),
}
REFUSED = ErrorPage(_("This is not possible as it stands"), "", _("To the start"))
OFFLINE = ErrorPage(
    _("No network at the moment"),
    _("What you have typed stays on this device until the network is back."),
    _("Try again"),
    "",
)


def error_page(status: int, retry_after: int | None = None) -> HttpResponse:
    """The page for an HTTP status; an unknown one gets the page of its class.

    `retry_after` in seconds is sent as the header of that name.
    """
    page = PAGES.get(status) or PAGES[500 if status >= 500 else 400]
    response = HttpResponse(_render(page), status=status)
    response["Cache-Control"] = "no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def refusal_page(status: int, sentence: str) -> HttpResponse:
    """The page of a refusal that has its own sentence, already translated.

    It stands in the reader's language only: the sentence exists in no other here.
    """
    page = replace(PAGES.get(status, REFUSED), sentence=sentence)
    language = get_language()
    shown = [pair for pair in LANGUAGES if pair[0] == language] or [LANGUAGES[0]]
    response = HttpResponse(_render(page, shown), status=status)
    response["Cache-Control"] = "no-store"
    return response


def offline_page() -> HttpResponse:
    """What a browser without network shows; a service worker may keep it."""
    return HttpResponse(_render(OFFLINE))


def _render(page: ErrorPage, languages: Sequence[tuple[str, str]] = LANGUAGES) -> str:
    return render_to_string("bonafix/errors/page.html", {"page": page, "languages": languages})

"""The reader's own choices (language, theme, type size), the offline page, the gallery."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from bonafix.web.look import gallery as samples
from bonafix.web.look.error_pages import offline_page

YEAR = 60 * 60 * 24 * 365
CHOICES = {
    "theme": {"auto", "light", "dark"},
    "type": {"normal", "large"},
}


# Only how pages look is kept, so a foreign page gains nothing by posting here,
# and the buttons work on pages that were made without a session.
@csrf_exempt
def look(request: HttpRequest) -> HttpResponse:
    """Keep one choice in a cookie and go back to where it was made."""
    response = HttpResponseRedirect(_way_back(request))
    if request.method != "POST":
        return response
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed:
            if name == "type" and request.COOKIES.get("bonafix_type") == value:
                value = "normal"
            _keep(response, f"bonafix_{name}", value)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


@require_GET
def offline(_request: HttpRequest) -> HttpResponse:
    """The page for no network."""
    return offline_page()


@require_GET
def gallery(request: HttpRequest, kind: str = "customer") -> HttpResponse:
    """Every part with long names, empty, and with mistakes; only while developing."""
    if not settings.DEBUG:
        raise Http404
    return render(request, f"bonafix/gallery/{kind}.html", samples.context(request))

"""The ASGI application that the web server runs."""

import gc
import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

from django.conf import settings
from django.core.asgi import get_asgi_application

from bonafix.places import resolve
from bonafix.web.evidence.splitting import App, Splitting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafix.config.settings")
# Django says which kinds of mappings and callables it takes in words of its own.
_django = Splitting(cast("App", get_asgi_application()))
# The divisions are read before the first report asks for them.
resolve("")
# What is loaded now stays: looking through it again only delays somebody's answer by tens
# of milliseconds (docs/dispatch.md).
gc.collect()
gc.freeze()


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[Any], Awaitable[None]],
) -> None:
    """Django; where people come by HTTPS, a proxy's plain way to here counts as such.

    Forms of every operator's host are then compared with an `https` origin.
    """
    if settings.SECURE:
        scope = {**scope, "scheme": "https"}
    await _django(scope, receive, send)

"""The ASGI application that the web server runs."""

import os
from typing import cast

from django.core.asgi import get_asgi_application

from bonafix.places import resolve
from bonafix.web.evidence.splitting import App, Splitting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafix.config.settings")
# Django says which kinds of mappings and callables it takes in words of its own.
application = Splitting(cast("App", get_asgi_application()))
# The divisions are read before the first report asks for them.
resolve("")

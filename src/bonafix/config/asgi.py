"""The ASGI application that the web server runs."""

import gc
import os

from django.core.asgi import get_asgi_application

from bonafix.places import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafix.config.settings")
application = get_asgi_application()
# The divisions are read before the first report asks for them.
resolve("")
# What is loaded now stays: looking through it again only delays somebody's answer by tens
# of milliseconds (docs/dispatch.md).
gc.collect()
gc.freeze()

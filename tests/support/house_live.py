"""A house in this very process, behind a real port: for browsers that need many cases quickly."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_staff
from tests.support.world import World

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class LiveHouse:
    """Its address, and how to be somebody in it."""

    url: str
    world: World

    def session(self, now: datetime, role: str, party_id: UUID | None) -> dict[str, Any]:
        """The cookie of somebody who is logged in."""
        admin = self.world.staff("admin")
        with act_as(self.world.operator_id):
            name = f"{uuid4().hex[:8]}@example.com"
            account = add_staff(admin, now, username=name, password=None, roles=[(role, party_id)])
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = BACKEND
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": self.url}


@contextmanager
def live(world: World) -> Iterator[LiveHouse]:
    """The pages and the API of `world`, with real commits; needs `fresh_database`."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield LiveHouse(f"http://127.0.0.1:{thread.port}", world)
    finally:
        thread.terminate()

"""Logged-in people of an operator, for tests of pages and of pages' own requests to the API."""

from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_staff
from tests.support.world import World

HOST = "lock.test"


def logged_in(
    world: World, role: str, party_id: UUID | None = None, language: str = "zh-hans"
) -> Client:
    """A browser of somebody with that role; a demonstration asks for no second factor."""
    Operator.objects.filter(pk=world.operator_id).update(demonstration=True)
    boss = Actor(world.operator_id, "staff", id=uuid4(), roles=frozenset({"admin"}))
    account = add_staff(
        boss,
        world.now,
        username=f"{role}-{uuid4().hex[:8]}@example.com",
        password=None,
        roles=[(role, party_id)],
    )
    client = Client(HTTP_HOST=HOST, REMOTE_ADDR="127.0.0.1")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client

"""Fixtures of all tests. Whoever asks for `db` gets a real PostgreSQL, as the run-time role."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.support import database

if TYPE_CHECKING:
    from bonafix.operators.models import Operator
    from tests.support.service import Service

database.prepare_environment()

import django

django.setup()

from django.db import connections, transaction

# The longest first, so that processes side by side end at about the same time.
LONGEST = (
    "tests/service/test_kills.py",
    "tests/dispatch/test_crowd.py",
    "tests/service/test_areas.py",
    "tests/engine/test_restore_whole.py",
    "tests/access/test_every_route.py",
)
NOW = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one file stay in one process, and so do all that share the running service."""
    for item in items:
        shares = "service" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("service" if shares else _file_of(item)))
    items.sort(key=lambda item: _file_of(item) not in LONGEST)


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


@pytest.fixture
def now() -> datetime:
    """Tuesday 2026-11-24, 14:20 in China."""
    return NOW


@pytest.fixture(scope="session")
def shared_database() -> Iterator[str]:
    """The database of all tests that roll back."""
    with database.copy(database.SHARED):
        yield database.SHARED
        connections.close_all()


@pytest.fixture
def db(shared_database: str) -> Iterator[None]:
    """The run-time role's view of the database; everything is rolled back afterwards."""
    connections.settings["default"]["NAME"] = shared_database
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    connections.close_all()


@pytest.fixture
def fresh_database() -> Iterator[str]:
    """A database of one's own, for tests that commit or use several connections."""
    name = f"bonafix_{uuid4().hex[:12]}"
    connections.close_all()
    with database.copy(name):
        connections.settings["default"]["NAME"] = name
        yield name
        connections.close_all()
    connections.settings["default"]["NAME"] = database.SHARED


def found(slug: str, domain: str) -> "Operator":
    """A new operator with one host."""
    from bonafix.operators.actions import found_operator

    return found_operator(slug, slug.title(), [domain], NOW)


@pytest.fixture
def operator(db: None) -> "Iterator[Operator]":
    """One operator, and the test acts as it."""
    from bonafix.operators.tenancy import act_as

    one = found("lock", "lock.test")
    with act_as(one.id):
        yield one


@pytest.fixture
def two_operators(db: None) -> "tuple[Operator, Operator]":
    """Two operators; the test says as whom it acts."""
    return found("lock", "lock.test"), found("other", "other.test")


@pytest.fixture(scope="session")
def service() -> "Iterator[Service]":
    """`bonafix up --demo`, left running until all tests are done."""
    from tests.support.service import house_folder, running

    with house_folder() as data, running(data, claims=2) as one:
        yield one

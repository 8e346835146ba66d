"""Somebody to work with."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_organisation, find_or_add_customer
from bonafix.people.models import Party
from tests.conftest import found

NAME, PHONE = "王小明", "+8613812345678"


@pytest.fixture
def system(operator: Operator) -> Actor:
    return Actor.system(operator.id)


@pytest.fixture
def manager(operator: Operator) -> Actor:
    return Actor(operator.id, "staff", id=UUID(int=7), roles=frozenset({"manager"}))


@pytest.fixture
def admin(operator: Operator) -> Actor:
    return Actor(operator.id, "staff", id=UUID(int=8), roles=frozenset({"admin"}))


@pytest.fixture
def add_customer(now: datetime) -> Callable[..., Party]:
    def add(operator_id: UUID, name: str = NAME, phone: str = PHONE) -> Party:
        with begin(Actor.system(operator_id), now) as act:
            return find_or_add_customer(act, name, phone)

    return add


@pytest.fixture
def customer(operator: Operator, add_customer: Callable[..., Party]) -> Party:
    return add_customer(operator.id)


@pytest.fixture
def outlet(system: Actor, now: datetime) -> Party:
    with begin(system, now) as act:
        return add_organisation(act, title="永康网点", role="outlet")


@pytest.fixture
def django_statements() -> Iterator[Callable[[], list[str]]]:
    """What has been asked of the database so far."""
    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield lambda: list(statements)


@pytest.fixture
def committed(fresh_database: str) -> Operator:
    """An operator in a database where every action is a transaction of its own."""
    return found("lock", "lock.test")


def manager_of(operator_id: UUID) -> Actor:
    return Actor(operator_id, "staff", id=UUID(int=7), roles=frozenset({"manager"}))

"""One house is built, and each test breaks a copy of it."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest
from django.db import connections

from tests.conftest import NOW, found
from tests.ledger.house import House
from tests.support import database


@pytest.fixture(scope="package")
def first_house() -> Iterator[House]:
    """A small world, one report in it, arranged and anchored."""
    from bonafix.operators.tenancy import act_as
    from bonafix.repairs.actions.arrange import arrange_visit
    from tests.support.world import build

    name = f"bonafix_house_{uuid4().hex[:8]}"
    connections.close_all()
    before = connections.settings["default"]["NAME"]
    with database.copy(name):
        connections.settings["default"]["NAME"] = name
        operator = found("lock", "lock.test")
        with act_as(operator.id):
            world = build(operator.id, NOW, technicians=2)
            taken = world.report()
            arrange_visit(world.system, NOW, taken.case.id)
        house = House(name, operator.id, taken.case.id, taken.repair.customer_id)
        house.anchor()
        connections.close_all()
        connections.settings["default"]["NAME"] = before
        yield house


@pytest.fixture
def house(first_house: House) -> Iterator[House]:
    """A copy of the house that a test may break."""
    name = f"bonafix_broken_{uuid4().hex[:8]}"
    connections.close_all()
    before = connections.settings["default"]["NAME"]
    with psycopg.connect(database.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {first_house.name} STRATEGY WAL_LOG")
        connections.settings["default"]["NAME"] = name
        yield replace(first_house, name=name)
        connections.close_all()
        connections.settings["default"]["NAME"] = before
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

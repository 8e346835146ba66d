"""Entries, anchors, leaves and stamps are written once, and PostgreSQL says no to the rest."""

import psycopg
import pytest
from psycopg import sql

from bonafix.ledger.models import WRITTEN_ONCE
from tests.ledger.house import House
from tests.support import database

ROLES = ("bonafix_app", "bonafix_owner")
TABLES = [model._meta.db_table for model in WRITTEN_ONCE]
WISHES = {
    "update": "UPDATE {} SET operator_id = operator_id",
    "delete": "DELETE FROM {}",
    "truncate": "TRUNCATE {}",
    "truncate all": "TRUNCATE {} CASCADE",
}


def refused(house: House, role: str, wish: str, *names: str) -> bool:
    """True when the role, acting as the operator, is refused for want of privilege."""
    url = database.url(role, house.name)
    with psycopg.connect(url, options=f"-c bonafix.operator={house.operator_id}") as connection:
        try:
            connection.execute(sql.SQL(wish).format(*map(sql.Identifier, names)))
        except psycopg.errors.InsufficientPrivilege:
            return True
        finally:
            connection.rollback()
    return False


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("wish", WISHES)
def test_what_is_on_record_is_not_changed_by_the_service_nor_by_its_owner(
    first_house: House, role: str, wish: str
) -> None:
    assert [t for t in TABLES if not refused(first_house, role, WISHES[wish], t)] == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("wish", ["delete", "truncate", "truncate all"])
def test_the_heads_of_the_chains_move_and_are_never_taken_away(
    first_house: House, role: str, wish: str
) -> None:
    assert refused(first_house, role, WISHES[wish], "ledger_stream")
    assert not refused(first_house, role, WISHES["update"], "ledger_stream")


@pytest.mark.parametrize("role", ROLES)
def test_writing_and_reading_the_record_stays_allowed(first_house: House, role: str) -> None:
    assert not refused(first_house, role, "SELECT * FROM {}", "ledger_entry")
    insert = "INSERT INTO {} SELECT (e).* FROM (SELECT e FROM {} e WHERE false) AS none"
    assert not refused(first_house, role, insert, "ledger_entry", "ledger_entry")


@pytest.mark.parametrize(
    "wish",
    [
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "SET ROLE bonafix_owner",
        "DROP TABLE ledger_anchorstamp",
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NEW; END $$",
    ],
)
def test_the_service_cannot_take_the_lock_off_the_record(first_house: House, wish: str) -> None:
    assert refused(first_house, "bonafix_app", wish)

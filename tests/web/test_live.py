"""Live pages hear of every change, also after the database was gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from tests.conftest import found
from tests.support import database

from bonafix.kit.clock import now
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import act_as
from bonafix.web.live.hub import Topic, parameters
from bonafix.web.live.stream import events, position_of


@pytest.fixture
def operator_id(fresh_database: str) -> UUID:
    return found("lock", "lock.test").id


def move(operator_id: UUID, case_id: UUID) -> int:
    """Put one more entry on the case's stream, and commit; returns its position."""
    with begin(Actor.system(operator_id), now()) as act:
        act.record("cases.touched", ("case", case_id))
    with act_as(operator_id):
        position = position_of(operator_id, "case", case_id)
    connection.close()
    return position


async def heard(lines: AsyncIterator[str], seconds: float = 8) -> str:
    """The next event that is no beat."""
    async with asyncio.timeout(seconds):
        async for line in lines:
            if "event:" in line:
                return line
    raise AssertionError("the stream ended")


async def start(lines: AsyncIterator[str]) -> None:
    """Read on until the first beat: the listener hears from then on."""
    async with asyncio.timeout(8):
        async for line in lines:
            if line.startswith(":"):
                return


def test_a_change_of_the_case_is_told_and_others_are_not(operator_id: UUID) -> None:
    case, other = uuid4(), uuid4()

    async def journey() -> None:
        async with aclosing(events(Topic(operator_id, "case", case), None, beat=0.2)) as lines:
            await start(lines)
            await asyncio.to_thread(move, operator_id, other)
            position = await asyncio.to_thread(move, operator_id, case)
            assert await heard(lines) == f"id: {position}\nevent: changed\ndata: {position}\n\n"

    asyncio.run(journey())


def test_what_moved_while_the_client_was_away_is_told_on_its_return(operator_id: UUID) -> None:
    case = uuid4()
    seen = move(operator_id, case)
    last = move(operator_id, case)

    async def journey() -> None:
        async with aclosing(events(Topic(operator_id, "case", case), seen, beat=0.2)) as lines:
            assert f"id: {last}\n" in await heard(lines)
        async with aclosing(events(Topic(operator_id, "case", case), last, beat=0.2)) as lines:
            await start(lines)
            async with asyncio.timeout(2):
                assert (await anext(lines)).startswith(":")

    asyncio.run(journey())


def test_after_the_database_was_lost_every_client_looks_again(operator_id: UUID) -> None:
    case = uuid4()

    async def journey() -> None:
        async with aclosing(events(Topic(operator_id, "case", case), None, beat=0.2)) as lines:
            await start(lines)
            await asyncio.to_thread(cut_all, parameters()["dbname"])
            assert "event: changed" in await heard(lines)
            position = await asyncio.to_thread(move, operator_id, case)
            assert f"id: {position}\n" in await heard(lines)

    asyncio.run(journey())


def cut_all(name: str) -> None:
    """End every session of this database, as a crash would."""
    with psycopg.connect(database.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )


def test_fifty_clients_share_one_connection(operator_id: UUID) -> None:
    case = uuid4()

    async def journey() -> None:
        topic = Topic(operator_id, "case", case)
        streams = [events(topic, None, beat=0.5) for _ in range(50)]
        await asyncio.gather(*(start(lines) for lines in streams))
        assert await asyncio.to_thread(listeners) == 1
        position = await asyncio.to_thread(move, operator_id, case)
        told = await asyncio.gather(*(heard(lines) for lines in streams))
        assert all(f"id: {position}\n" in one for one in told)
        for lines in streams:
            await lines.aclose()  # type: ignore[attr-defined]

    asyncio.run(journey())


def listeners() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'"
            " AND datname = current_database()"
        )
        (number,) = cursor.fetchone()
    connection.close()
    return int(number)

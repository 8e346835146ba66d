"""Work that a killed worker left in the middle is taken up again, and nobody else's is."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from bonafix.jobs.loops import (
    LOST_SECONDS,
    SILENT_SECONDS,
    Loop,
    all_loops,
    each_operator,
    rescue,
    turn_all,
)
from tests.support import database


def job(heartbeat: float | None, started: float) -> int:
    """A job that is being done: seconds since its worker was heard of (None: it is gone)."""
    with connection.cursor() as cursor:
        worker = None
        if heartbeat is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - %s * interval '1 second') RETURNING id",
                [heartbeat],
            )
            (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " VALUES ('events', 'bonafix.deliver', '{}', 'todo', %s) RETURNING id",
            [worker],
        )
        (job_id,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s * interval '1 second'"
            " WHERE job_id = %s AND type = 'started'",
            [started, job_id],
        )
        assert cursor.rowcount == 1
    return int(job_id)


def state(job_id: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, attempts, worker_id FROM procrastinate_jobs WHERE id = %s",
            [job_id],
        )
        return cursor.fetchone()


@pytest.mark.parametrize(
    ("heartbeat", "started"),
    [(None, 1.0), (SILENT_SECONDS + 5, 40.0), (0.0, LOST_SECONDS + 5)],
    ids=["the worker is gone", "the worker is silent", "the worker knows nothing of it"],
)
def test_work_that_was_left_in_the_middle_is_taken_up_again(
    db: None, now: datetime, heartbeat: float | None, started: float
) -> None:
    left = job(heartbeat, started)
    rescue(now)
    assert state(left) == ("todo", 1, None)
    rescue(now)
    assert state(left) == ("todo", 1, None)


def test_work_of_a_living_worker_is_left_to_it(db: None, now: datetime) -> None:
    busy = job(1.0, LOST_SECONDS - 60)
    before = state(busy)
    rescue(now)
    assert state(busy) == before
    assert before[0] == "doing"


def test_a_lost_database_stops_no_loop(fresh_database: str, now: datetime) -> None:
    loops = all_loops()
    turn_all(loops, now)
    with psycopg.connect(database.url("postgres", "postgres"), autocommit=True) as root:
        for second in range(1, len(loops) + 1):
            root.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                (fresh_database,),
            )
            turn_all(loops, now + timedelta(seconds=10 * second))
    turns: list[datetime] = []
    turn_all([Loop("probe", timedelta(seconds=1), turns.append)], now)
    assert turns == [now]
    # Everything is on its own pace again.
    turn_all(loops, now + timedelta(hours=30))
    assert [loop.due_at for loop in loops] == [now + timedelta(hours=30) + x.every for x in loops]


def test_what_failed_for_want_of_a_database_is_tried_again_very_soon(
    fresh_database: str, now: datetime
) -> None:
    loop = Loop("daily", timedelta(days=1), rescue)
    connection.ensure_connection()
    with psycopg.connect(database.url("postgres", "postgres"), autocommit=True) as root:
        root.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (fresh_database,),
        )
    turn_all([loop], now)
    assert loop.due_at == now + timedelta(seconds=1)
    turn_all([loop], now + timedelta(seconds=1))
    assert loop.due_at == now + timedelta(days=1, seconds=1)


def test_every_way_back_to_accepted_wakes_whoever_arranges() -> None:
    from bonafix.config.events import TO_ARRANGE
    from bonafix.jobs.handlers import events
    from bonafix.repairs.rules.states import TRANSITIONS

    kinds = {t.kind for t in TRANSITIONS if t.after == "accepted"}
    assert kinds == {f"repairs.{name}" for name in TO_ARRANGE}
    assert kinds <= events()


def test_a_loop_that_fails_keeps_no_other_from_its_turn(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    turns: list[datetime] = []

    def broken(_now: datetime) -> None:
        raise KeyError("the customer is Wang, 13900001111")

    bad = Loop("broken", timedelta(seconds=1), broken)
    good = Loop("probe", timedelta(seconds=1), turns.append)
    seconds = [now + timedelta(seconds=n) for n in range(20)]
    for at in seconds:
        turn_all([bad, good], at)
    assert turns == seconds
    told = [record for record in caplog.records if "broken" in record.getMessage()]
    assert [len(told), bad.failures] == [4, 4], "after 2, 4, 8 seconds, not every second"
    assert "Wang" not in " ".join(record.getMessage() for record in told)


def test_an_operator_that_fails_keeps_back_no_other_and_is_tried_less_often(
    two_operators: tuple[Any, Any], now: datetime
) -> None:
    mine, yours = two_operators
    tried: list[UUID] = []

    def work(operator_id: UUID, _now: datetime) -> None:
        tried.append(operator_id)
        if operator_id == mine.id:
            raise ZeroDivisionError

    body = each_operator(work)
    for second in range(10):
        body(now + timedelta(seconds=second))
    assert tried.count(yours.id) == 10
    assert tried.count(mine.id) == 3

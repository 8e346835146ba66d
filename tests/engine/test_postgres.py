"""The embedded PostgreSQL: really there when it says so, and back after any death."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bonafix.config.engine.errors import FolderInUse, PostgresFailed
from bonafix.config.engine.postgres import RunningPostgres, postmaster, start_postgres
from bonafix.config.engine.processes import started_at, wait_until

BUSY = """
import psycopg, sys
psycopg.connect(sys.argv[1]).execute("DO $$ BEGIN FOR i IN 1..2000000000 LOOP END LOOP; END $$")
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one row in it."""
    folder = tmp_path_factory.mktemp("house") / "data"
    with start_postgres(folder) as server, psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    return folder


@pytest.fixture
def running(data: Path) -> Iterator[RunningPostgres]:
    with start_postgres(data) as server:
        yield server


def rows(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT * FROM kept ORDER BY 1").fetchall()


def test_rows_are_still_there_after_the_postmaster_was_killed(data: Path) -> None:
    first = start_postgres(data)
    # A backend at work outlives its postmaster, and its memory would forbid a new start.
    busy = psycopg.connect(first.owner_url)
    asleep = subprocess.Popen(
        [sys.executable, "-c", BUSY, first.owner_url], stderr=subprocess.DEVNULL
    )
    time.sleep(0.3)
    first.process.kill()
    first.process.wait()
    first.lock.close()
    started = time.monotonic()
    with start_postgres(data) as second:
        assert time.monotonic() - started < 5
        assert rows(second.owner_url) == [(1,)]
    busy.close()
    asleep.wait(10)


@pytest.mark.parametrize("content", ["", f"{os.getppid()}\n/nowhere\n", "rubbish"])
def test_a_stale_pid_file_does_not_forbid_a_start(data: Path, content: str) -> None:
    with start_postgres(data) as server:
        file = server.cluster.folder / "postmaster.pid"
    file.write_text(content)
    with start_postgres(data) as server:
        assert rows(server.owner_url) == [(1,)]


def test_success_is_only_said_when_a_connection_answers(data: Path) -> None:
    with start_postgres(data) as server:
        settings = server.cluster.folder / "postgresql.conf"
    text = settings.read_text()
    settings.write_text(text + "\nno_such_setting = 1\n")
    with pytest.raises(PostgresFailed):
        start_postgres(data)
    settings.write_text(text)
    with start_postgres(data) as server:
        assert rows(server.owner_url) == [(1,)]


def test_a_second_start_on_the_same_folder_is_refused(running: RunningPostgres, data: Path) -> None:
    with pytest.raises(FolderInUse) as refusal:
        start_postgres(data)
    assert str(os.getpid()) in refusal.value.sentence()
    assert rows(running.owner_url) == [(1,)]


def test_stop_ends_its_own_server_and_no_other(running: RunningPostgres, tmp_path: Path) -> None:
    with start_postgres(tmp_path / "other") as other:
        assert postmaster(other.cluster) == other.process.pid
    assert postmaster(other.cluster) is None
    assert postmaster(running.cluster) == running.process.pid


def test_the_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = (
        "import sys, time; from bonafix.config.engine.postgres import start_postgres;"
        "server = start_postgres(sys.argv[1]); print(server.process.pid, flush=True);"
        "time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "data"], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    pid = int(child.stdout.readline())
    assert started_at(pid) is not None
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert wait_until(lambda: started_at(pid) is None, 8)
    child.stdout.close()


def test_the_runtime_role_obeys_row_level_security(running: RunningPostgres) -> None:
    with psycopg.connect(running.runtime_url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET ROLE bonafix_owner")


def test_the_owner_may_become_the_runtime_role_but_does_not_inherit_it(
    running: RunningPostgres,
) -> None:
    with psycopg.connect(running.owner_url) as connection:
        connection.execute("SET ROLE bonafix_app")
        row = connection.execute("SELECT current_user").fetchone()
        assert row == ("bonafix_app",)
        connection.execute("RESET ROLE")
        inherits = connection.execute(
            "SELECT pg_has_role(current_user, 'bonafix_app', 'USAGE'), rolsuper"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert inherits == (False, False)


def test_data_is_closed_to_other_users(running: RunningPostgres, data: Path) -> None:
    assert running.cluster.folder.stat().st_mode & 0o077 == 0
    assert running.cluster.sockets.stat().st_mode & 0o077 == 0
    # Others may pass through, which PostgreSQL's own user needs under root, and list nothing.
    assert data.stat().st_mode & 0o066 == 0
    assert (data / "files").stat().st_mode & 0o077 == 0


def test_a_long_or_awkward_path_still_has_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("很长的名字" * 5) / "a, b ' c"
    with start_postgres(deep) as server, psycopg.connect(server.runtime_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.cluster.sockets.rmdir()


def test_the_log_of_the_server_names_no_values(running: RunningPostgres, data: Path) -> None:
    with psycopg.connect(running.owner_url) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT 'canary-13800138000'::int")
    assert "canary" not in (data / "logs" / "postgres.log").read_text()

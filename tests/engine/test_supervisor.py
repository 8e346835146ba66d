"""The supervisor: whatever dies comes back, and whatever it started ends with it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bonafix.config.engine.folder import Folder
from bonafix.config.engine.processes import started_at, wait_until
from bonafix.config.engine.runtime import connect_env

ROOT = Path(__file__).parents[2]
NAMES = ("postgres", "web-1", "web-2", "worker", "clock")
BACK_WITHIN = 5.0


class House:
    """A running `bonafix up` over stand-ins."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.folder = Folder.at(data)
        self.said = ""
        without = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "BONAFIX"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.engine.stand_in", "up", str(data), str(port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=without,
        )

    def opened(self) -> "House":
        """Wait for the greeting; it is kept in `said`."""
        assert self.process.stdout is not None
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, f"ended before it had opened: {self.process.communicate()[1]}"
            self.said += line
        assert wait_until(self.whole, BACK_WITHIN)
        return self

    def whole(self) -> bool:
        return self.answers() and all(self.pids().values())

    def pids(self) -> dict[str, int | None]:
        return {name: self.folder.read_pid(name) for name in NAMES}

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=1):
                return True
        except OSError:
            return False

    def database(self) -> psycopg.Connection:
        return psycopg.connect(self.owner_url(), autocommit=True)

    def owner_url(self) -> str:
        saved = os.environ.pop("DATABASE_URL", None)
        try:
            return connect_env(self.data)["DATABASE_URL"]
        finally:
            if saved is not None:
                os.environ["DATABASE_URL"] = saved

    def end(self) -> tuple[int, str, str]:
        self.process.send_signal(signal.SIGTERM)
        said, complained = self.process.communicate(timeout=30)
        return self.process.returncode, self.said + said, complained


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def start(data: Path | None = None, port: int | None = None) -> House:
        folder = data or tmp_path_factory.mktemp("house") / "data"
        houses.append(House(folder, port or free_port()))
        return houses[-1]

    yield start
    for house in houses:
        if house.process.poll() is None:
            house.end()
        for stream in (house.process.stdout, house.process.stderr):
            assert stream is not None
            stream.close()


@pytest.fixture(scope="module")
def house(open_house: Callable[..., House]) -> House:
    """One house for all tests that leave it running."""
    return open_house().opened()


def test_whatever_is_killed_is_back_within_five_seconds_and_no_row_is_lost(
    house: House,
) -> None:
    with house.database() as connection:
        connection.execute("INSERT INTO kept VALUES (1)")
    for name in NAMES:
        before = house.pids()[name]
        assert before is not None
        os.kill(before, signal.SIGKILL)
        began = time.monotonic()
        assert wait_until(lambda n=name, b=before: house.pids()[n] not in (None, b), BACK_WITHIN)
        assert wait_until(house.whole, BACK_WITHIN - (time.monotonic() - began)), name
    assert wait_until(lambda: _rows(house) == [(1,)], BACK_WITHIN)


def _rows(house: House) -> list[tuple[object, ...]] | None:
    try:
        with house.database() as connection:
            return connection.execute("SELECT * FROM kept").fetchall()
    except psycopg.OperationalError:
        return None


def test_a_worker_that_leaves_with_status_0_is_started_again(house: House) -> None:
    before = house.pids()["worker"]
    (house.data / "worker-leaves").touch()
    assert wait_until(lambda: house.pids()["worker"] not in (None, before), BACK_WITHIN)


def test_sigterm_ends_everything_within_seconds_and_keys_outlive_it(
    open_house: Callable[..., House],
) -> None:
    house = open_house().opened()
    keys = [house.data / "secret-key", house.data / "master-key.json"]
    texts = [key.read_text() for key in keys]
    assert [key.stat().st_mode & 0o777 for key in keys] == [0o600, 0o600]
    log = house.data / "logs" / "worker.log"
    assert wait_until(lambda: "somebody should know" in log.read_text(), BACK_WITHIN)
    pids = [pid for pid in house.pids().values() if pid]
    began = time.monotonic()
    status, said, complained = house.end()
    assert status == 0
    assert time.monotonic() - began < 8
    assert not [pid for pid in pids if started_at(pid)]
    assert not house.answers()
    assert f"http://127.0.0.1:{house.port}/" in said
    assert "log in as somebody" in said
    # Warnings reach the console; the rest stays in the log.
    assert "somebody should know" in complained
    assert "canary" not in complained
    assert "canary" in log.read_text()
    open_house(house.data).opened()
    assert [key.read_text() for key in keys] == texts


def test_a_second_up_on_the_same_folder_is_refused(
    house: House, open_house: Callable[..., House]
) -> None:
    second = open_house(house.data)
    said, complained = second.process.communicate(timeout=20)
    assert second.process.returncode == 2
    assert len(complained.splitlines()) == 1
    assert str(house.process.pid) in complained
    assert said == ""
    assert house.answers()


def test_a_port_in_use_is_said_in_one_line(open_house: Callable[..., House]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        house = open_house(port=taken.getsockname()[1])
        _said, complained = house.process.communicate(timeout=20)
    assert house.process.returncode == 2
    assert len(complained.splitlines()) == 1
    assert "--port" in complained
    assert not house.folder.postgres.exists()


def test_children_end_with_a_killed_supervisor_and_the_next_one_takes_over(
    open_house: Callable[..., House],
) -> None:
    house = open_house().opened()
    with house.database() as connection:
        connection.execute("INSERT INTO kept VALUES (1)")
    pids = [pid for pid in house.pids().values() if pid]
    house.process.kill()
    house.process.communicate()
    again = open_house(house.data, house.port).opened()
    assert not [pid for pid in pids if started_at(pid)]
    assert _rows(again) == [(1,)]

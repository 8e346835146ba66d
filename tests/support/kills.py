"""Killing parts of a running service under load, and looking at what is left."""

import collections
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import psutil

from tests.support.service import Service, report_body

PARTS = ("web", "worker", "postgres")
PLACES = ("临汾市永和县", "许昌市鄢陵县", "榆林市子洲县", "徐州市新沂市", "大庆市肇州县")


@dataclass
class Load:
    """Reports sent one after the other by a few customers; remembers what was acknowledged."""

    service: Service
    customers: int = 3
    acknowledged: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Load":
        for customer in range(self.customers):
            thread = threading.Thread(target=self._run, args=(customer,), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def _run(self, customer: int) -> None:
        number = 0
        with httpx.Client(timeout=20) as client:
            while not self._stop.is_set():
                number += 1
                body = report_body(PLACES[number % len(PLACES)], customer * 10_000 + number)
                try:
                    answer = client.post(f"{self.service.url}/api/v1/repairs", json=body)
                except httpx.HTTPError:
                    time.sleep(0.2)
                    continue
                if answer.status_code == 201:
                    self.acknowledged.append(answer.json()["number"])
                else:
                    time.sleep(0.2)
                time.sleep(0.05)


def kill(service: Service, part: str) -> None:
    """SIGKILL a part of the service; the postmaster together with all its backends."""
    for pid in service.pids(part):
        try:
            process = psutil.Process(pid)
        except psutil.NoSuchProcess:
            continue
        family = [process, *process.children(recursive=True)]
        for one in family:
            try:
                os.kill(one.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def kill_everything(service: Service) -> None:
    """SIGKILL the supervisor and all it started, as a power cut would."""
    assert service.process is not None
    family = psutil.Process(service.process.pid).children(recursive=True)
    service.process.kill()
    service.process.wait(10)
    for one in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(family, timeout=10)
    service.process = None


def deadline_while_down(service: Service, seconds: float = 1.0) -> float:
    """Set a deadline, cut the power, let it pass, start again.

    Returns how many seconds after the service answered again it fired.
    """
    command = [sys.executable, "-m", "tests.support.probe", str(service.data), str(seconds)]
    told = subprocess.run(
        command, env=service.environment, capture_output=True, text=True, timeout=60, check=True
    )
    kill_everything(service)
    time.sleep(seconds)
    service.demo = False  # it is there already
    service.start()
    answered = datetime.now(UTC)
    query = "SELECT fired_at, due_at FROM deadlines_deadline WHERE id = %s"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with service.superuser() as database:
            fired_at, due_at = database.execute(query, (told.stdout.strip(),)).fetchone() or (0, 0)
        if fired_at:
            assert due_at < answered
            return float((fired_at - answered).total_seconds())
        time.sleep(0.2)
    raise AssertionError("the deadline did not fire")


@dataclass(frozen=True)
class Aftermath:
    """What is left when all is quiet again."""

    missing: list[str]
    doubled_notices: list[str]
    unsent_notices: int
    stuck_jobs: int
    late_deadlines: int
    audit: int


def settle(service: Service, seconds: float = 120) -> None:
    """Wait until the queue is empty and nothing is due, or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with service.superuser() as database:
            (open_jobs,) = database.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
                " AND (scheduled_at IS NULL OR scheduled_at <= now())"
            ).fetchone() or (0,)
        if open_jobs == 0:
            return
        time.sleep(1)


def look(service: Service, acknowledged: list[str], patience: float = 120) -> Aftermath:
    """Compare what was promised with what is there, once the work that was left is done.

    `patience` in seconds: after long killing there is much to be made up for.
    """
    settle(service, patience)
    with service.superuser() as database:
        there = {row[0] for row in database.execute("SELECT number FROM cases_case")}
        (unsent,) = database.execute(
            "SELECT count(*) FROM notices_notice WHERE status IN ('queued', 'sending')"
        ).fetchone() or (0,)
        (stuck,) = database.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('doing', 'failed')"
        ).fetchone() or (0,)
        (late,) = database.execute(
            "SELECT count(*) FROM deadlines_due WHERE due_at < now() - interval '5 seconds'"
        ).fetchone() or (0,)
    return Aftermath(
        missing=sorted(set(acknowledged) - there),
        doubled_notices=doubled(service),
        unsent_notices=int(unsent),
        stuck_jobs=int(stuck),
        late_deadlines=int(late),
        audit=service.cli("audit", "--data", str(service.data)).returncode,
    )


def doubled(service: Service) -> list[str]:
    """Ids of notices that reached their reader more than once."""
    outbox = service.data / "outbox.jsonl"
    if not outbox.exists():
        return ["no outbox"]
    lines = outbox.read_text("utf-8").splitlines()
    counted = collections.Counter(json.loads(line)["id"] for line in lines if line.strip())
    return sorted(name for name, number in counted.items() if number > 1)

"""A whole running service: `bonafix up --demo` with PostgreSQL, web, worker and clock."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

STARTS_WITHIN = 240.0


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """One `up` and what tests need of it."""

    data: Path
    port: int = field(default_factory=free_port)
    demo: bool = True
    # Claims of the demonstration: to examine them takes minutes of a processor.
    claims: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    started_in: float = 0.0
    # For a house with HTTPS: what more `up` is told, and the port that sends people on.
    options: list[str] = field(default_factory=list)
    scheme: str = "http"
    plain: int = 0

    @property
    def url(self) -> str:
        """Where the web answers."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """No variable of the test run leaks into the service."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("BONAFIX", "DATABASE"))}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return kept | {"BONAFIX_DEMO_CLAIMS": str(self.claims)}

    def start(self) -> "Service":
        """Start and wait until the web and the database answer."""
        command = [
            sys.executable,
            "-m",
            "bonafix.cli.main",
            "up",
            "--data",
            str(self.data),
            "--port",
            str(self.port),
        ]
        self.data.parent.mkdir(parents=True, exist_ok=True)
        output = (self.data.parent / f"{self.data.name}.out").open("ab")
        began = time.monotonic()
        self.process = subprocess.Popen(
            command + (["--demo"] if self.demo else []) + self.options,
            env=self.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        output.close()
        try:
            self.wait_ready()
        except RuntimeError:
            # What did not get ready must not go on running behind the other tests.
            self.stop()
            raise
        self.started_in = time.monotonic() - began
        return self

    def wait_ready(self, seconds: float = STARTS_WITHIN) -> float:
        """Seconds until the web answered with a reachable database."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"up ended: {self.output()[-2000:]}")
            with contextlib.suppress(httpx.HTTPError):
                # Whether its certificate is good is no question of this one.
                ready = httpx.get(f"{self.url}/health/ready", timeout=2, verify=False)
                if ready.status_code == 200:
                    return time.monotonic() - began
            time.sleep(0.1)
        raise RuntimeError(f"not ready within {seconds} s: {self.output()[-2000:]}")

    def output(self) -> str:
        """What `up` printed."""
        return (self.data.parent / f"{self.data.name}.out").read_text("utf-8", "replace")

    def stop(self) -> int:
        """SIGTERM, and wait for everything to be gone."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self.process = None
        return code

    def pids(self, name: str) -> list[int]:
        """Process ids of a part of the service: postgres, web, worker, clock."""
        found = []
        for file in sorted((self.data / "run").glob(f"{name}*.pid")):
            # The supervisor takes files away and writes new ones while we look.
            with contextlib.suppress(FileNotFoundError):
                # First line: the process; then what tells it from a later one of its number.
                found += [int(word) for word in file.read_text().split()[:1]]
        return found

    def logins(self) -> dict[str, Any]:
        """The demonstration's made-up people and their passwords."""
        loaded: dict[str, Any] = json.loads((self.data / "demo-logins.json").read_text("utf-8"))
        return loaded

    def superuser(self) -> "psycopg.Connection[Any]":
        """The database as its superuser sees it: every operator, every table."""
        return psycopg.connect(
            host=str(self.data / "run" / "pg"), user="postgres", dbname="bonafix", autocommit=True
        )

    def cli(self, *arguments: str, timeout: float = 300) -> "subprocess.CompletedProcess[str]":
        """A command of the same installation."""
        return subprocess.run(
            [sys.executable, "-m", "bonafix.cli.main", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )


@contextlib.contextmanager
def running(data: Path, *, demo: bool = True, claims: int = 0) -> Iterator[Service]:
    """A service for the length of a block."""
    service = Service(data, demo=demo, claims=claims)
    try:
        yield service.start()
    finally:
        service.stop()


@contextlib.contextmanager
def house_folder() -> Iterator[Path]:
    """A folder for a service's data, outside pytest's own root.

    Every pytest run closes that root for others, and PostgreSQL's own user is an other.
    """
    with tempfile.TemporaryDirectory(prefix="bonafix-house-") as folder:
        yield Path(folder) / "data"


def report_body(address: str, number: int = 0, **more: Any) -> dict[str, Any]:
    """A report as an integrator sends it."""
    return {
        "product": "PK-S1",
        "fault": "handle",
        "description": "把手松了，往下掉",
        "address": address,
        "contact": {"name": f"顾客{number}", "phone": f"138{number:08d}"},
        "urgent": False,
        **more,
    }

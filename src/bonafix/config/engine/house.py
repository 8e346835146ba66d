"""Which processes make a house, and how each is started."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from subprocess import Popen

from bonafix.config.engine.child import Child, Say, command
from bonafix.config.engine.cluster import Cluster, open_way
from bonafix.config.engine.folder import Folder
from bonafix.config.engine.postgres import clear_away, launch
from bonafix.config.engine.runtime import connect_env

WEB_PROCESSES = 2
# Connections to the database that a web process shares among its requests.
WEB_CONNECTIONS = 8
# An open live page must not keep a stopping web process alive.
WEB_STOP_SECONDS = 3


def manage(*words: str) -> list[str]:
    """One of Django's commands, as a process of its own.

    Django's checks of the code are the tests' business: a start need not wait for them.
    """
    return [sys.executable, "-m", "bonafix.config.manage", *words, "--skip-checks"]


def web(host: str, port: int) -> list[str]:
    """One web process with one worker: when that dies, the whole process ends and comes back."""
    return [
        *(sys.executable, "-m", "granian", "bonafix.config.asgi:application"),
        *("--interface", "asginl", "--host", host, "--port", str(port), "--http", "1"),
        *("--workers", "1", "--no-ws", "--log-level", "warning"),
        *("--workers-kill-timeout", str(WEB_STOP_SECONDS)),
    ]


@dataclass(frozen=True)
class Programs:
    """The command lines of the processes; tests put small stand-ins here."""

    manage: Callable[..., list[str]] = manage
    web: Callable[[str, int], list[str]] = web


@dataclass(frozen=True)
class Plan:
    """What `bonafix up` was asked for."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    domain: str | None = None
    demo: bool = False
    programs: Programs = Programs()


def public_url(plan: Plan, port: int) -> str:
    """How people reach the house. This process speaks plain HTTP only."""
    chosen = os.environ.get("BONAFIX_PUBLIC_URL")
    if chosen:
        return chosen.rstrip("/")
    name = plan.domain or ("127.0.0.1" if plan.host in ("0.0.0.0", "::") else plan.host)  # noqa: S104
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"


def environment(plan: Plan, port: int) -> dict[str, str]:
    """What every process of the house is told."""
    hosts = [plan.domain, plan.host, "localhost", "127.0.0.1", "[::1]"]
    given = os.environ.get("BONAFIX_ALLOWED_HOSTS", "").split(",")
    return {
        **connect_env(plan.data),
        "BONAFIX_PUBLIC_URL": public_url(plan, port),
        "BONAFIX_ALLOWED_HOSTS": ",".join(dict.fromkeys(h for h in [*given, *hosts] if h)),
        "PYTHONUNBUFFERED": "1",
    }


def postgres_child(cluster: Cluster, say: Say) -> Child:
    """PostgreSQL, in the foreground; what a killed one left behind is cleared away first."""

    def start(output: int) -> "Popen[bytes]":
        open_way(cluster)
        clear_away(cluster)
        return launch(cluster, output)

    return Child("postgres", start, cluster.home, say, stop_signal=Signals.SIGINT)


def faces(plan: Plan, port: int, env: dict[str, str], home: Folder, say: Say) -> list[Child]:
    """The web processes; they share the port, so that one serves while another starts."""
    words = plan.programs.web(plan.host, port)
    env = {"BONAFIX_WEB_CONNECTIONS": str(WEB_CONNECTIONS), **env}
    # Only Linux spreads one port over several processes.
    number = WEB_PROCESSES if sys.platform == "linux" else 1
    return [
        Child(f"web-{n + 1}", command(words, env), home, say, stop_seconds=WEB_STOP_SECONDS + 2)
        for n in range(number)
    ]


def workers(plan: Plan, env: dict[str, str], home: Folder, say: Say) -> list[Child]:
    """What works in the background: first the short loops, then deferred work."""
    manage = plan.programs.manage
    return [
        Child("clock", command(manage("clock"), env), home, say),
        # Longer than the worker's own grace for work in progress.
        Child("worker", command(manage("worker"), env), home, say, stop_seconds=12),
    ]

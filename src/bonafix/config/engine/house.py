"""Which processes make a house, and how each is started."""

import os
import shutil
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
from bonafix.config.engine.tls.authority import fingerprint, root_file
from bonafix.config.engine.tls.plan import PLAIN_PORT, Tls
from bonafix.config.engine.tls.plan import url as tls_url

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


def web(host: str, port: int, serving: Path | None = None) -> list[str]:
    """One web process with one worker: when that dies, the whole process ends and comes back.

    With `serving`, a file with certificate and key, it speaks HTTPS only.
    """
    pair = ["--ssl-certificate", str(serving), "--ssl-keyfile", str(serving)] if serving else []
    return [
        *(sys.executable, "-m", "granian", "bonafix.config.asgi:application"),
        *("--interface", "asginl", "--host", host, "--port", str(port), "--http", "1"),
        *("--workers", "1", "--no-ws", "--log-level", "warning"),
        *("--workers-kill-timeout", str(WEB_STOP_SECONDS)),
        # Telephones of ten years ago know no newer one.
        *([*pair, "--ssl-protocol-min", "tls1.2"] if pair else []),
    ]


def keeper(tls: Tls, *more: str) -> list[str]:
    """What keeps the certificate valid."""
    return [sys.executable, "-m", "bonafix.config.engine.tls.keeper", tls.dump(), *more]


def doorway(tls: Tls, host: str, port: int) -> list[str]:
    """What sends people from HTTP to HTTPS."""
    door = [sys.executable, "-m", "bonafix.config.engine.tls.doorway"]
    return [*door, tls.dump(), host, str(port)]


@dataclass(frozen=True)
class Programs:
    """The command lines of the processes; tests put small stand-ins here."""

    manage: Callable[..., list[str]] = manage
    web: Callable[[str, int, Path | None], list[str]] = web


@dataclass(frozen=True)
class Plan:
    """What `bonafix up` was asked for."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    domain: str | None = None
    tls: Tls | None = None
    demo: bool = False
    programs: Programs = Programs()


def public_url(plan: Plan, port: int) -> str:
    """How people reach the house."""
    chosen = os.environ.get("BONAFIX_PUBLIC_URL")
    if chosen:
        return chosen.rstrip("/")
    if plan.tls:
        return tls_url(plan.tls.name, port)
    name = plan.domain or ("127.0.0.1" if plan.host in ("0.0.0.0", "::") else plan.host)  # noqa: S104
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"


def about_tls(plan: Plan) -> list[str]:
    """What the person at the console should know about the certificate."""
    tls = plan.tls
    if tls is None:
        proxy = "  This speaks plain HTTP; a proxy with a certificate stands before it."
        return [proxy] if plan.domain else []
    if tls.kind != "local":
        return [f"  HTTPS  {'certificate by ACME' if tls.kind == 'acme' else tls.cert}"]
    lines = ["  HTTPS  for trials, by this house's own authority: browsers warn until they know it"]
    if tls.plain_port:
        shown = f"[{tls.name}]" if ":" in tls.name else tls.name
        where = shown if tls.plain_port == PLAIN_PORT else f"{shown}:{tls.plain_port}"
        lines.append(f"  root for a telephone  http://{where}/authority")
    return [*lines, f"  root file  {root_file(tls)}", f"  SHA-256  {fingerprint(tls)}"]


def environment(plan: Plan, port: int) -> dict[str, str]:
    """What every process of the house is told."""
    hosts = [plan.domain, plan.host, "localhost", "127.0.0.1", "[::1]"]
    given = os.environ.get("BONAFIX_ALLOWED_HOSTS", "").split(",")
    return {
        **connect_env(plan.data),
        "BONAFIX_PUBLIC_URL": public_url(plan, port),
        "BONAFIX_ALLOWED_HOSTS": ",".join(dict.fromkeys(h for h in [*given, *hosts] if h)),
        # Only a certificate that every browser knows may forbid the way back to HTTP.
        "BONAFIX_HSTS": "1" if plan.tls and plan.tls.trusted else "",
        "BONAFIX_PROXIED": "1" if _proxied(plan) else "",
        "PYTHONUNBUFFERED": "1",
    }


def _proxied(plan: Plan) -> bool:
    """True when something else may stand between people and this house."""
    return plan.tls is None and bool(plan.domain or os.environ.get("BONAFIX_PUBLIC_URL"))


def postgres_child(cluster: Cluster, say: Say) -> Child:
    """PostgreSQL, in the foreground; what a killed one left behind is cleared away first."""

    def start(output: int) -> "Popen[bytes]":
        open_way(cluster)
        clear_away(cluster)
        return launch(cluster, output)

    return Child("postgres", start, cluster.home, say, stop_signal=Signals.SIGINT)


def faces(plan: Plan, port: int, env: dict[str, str], home: Folder, say: Say) -> list[Child]:
    """The web processes; they share the port, so that one serves while another starts."""
    words = plan.programs.web(plan.host, port, plan.tls.serving if plan.tls else None)
    # What the processes count they share; a new start begins to count anew.
    counts = home.run / "metrics"
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir(mode=0o700)
    shared = {"BONAFIX_WEB_CONNECTIONS": str(WEB_CONNECTIONS)}
    env = {**shared, **env, "PROMETHEUS_MULTIPROC_DIR": str(counts)}
    # Only Linux spreads one port over several processes.
    number = WEB_PROCESSES if sys.platform == "linux" else 1
    return [
        Child(f"web-{n + 1}", command(words, env), home, say, stop_seconds=WEB_STOP_SECONDS + 2)
        for n in range(number)
    ]


def doorways(plan: Plan, port: int, home: Folder, say: Say) -> list[Child]:
    """The process at the plain port, when there is HTTPS and such a port is wanted."""
    if plan.tls is None or plan.tls.plain_port == 0:
        return []
    words = doorway(plan.tls, plan.host, port)
    return [Child("doorway", command(words, dict(os.environ)), home, say)]


def keepers(tls: Tls, home: Folder, say: Say) -> list[Child]:
    """The process that keeps the certificate valid."""
    return [Child("certificate", command(keeper(tls), dict(os.environ)), home, say)]


def workers(plan: Plan, env: dict[str, str], home: Folder, say: Say) -> list[Child]:
    """What works in the background: first the short loops, then deferred work."""
    manage = plan.programs.manage
    return [
        Child("clock", command(manage("clock"), env), home, say),
        # Longer than the worker's own grace for work in progress.
        Child("worker", command(manage("worker"), env), home, say, stop_seconds=12),
    ]

"""Start, watch and stop the embedded PostgreSQL, as a child of ours in the foreground.

The wheel's own `get_server` is not used: it takes a zombie, a recycled process id or a
dead cached handle for a running server. Here "running" means that a connection answered.
"""

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg

from bonafix.config.engine.cluster import (
    APP,
    OWNER,
    SUPERUSER,
    Cluster,
    binary,
    prepare,
)
from bonafix.config.engine.errors import PostgresFailed
from bonafix.config.engine.folder import Folder
from bonafix.config.engine.processes import (
    all_pids,
    arguments,
    die_with_parent,
    started_at,
    wait_until,
)
from bonafix.config.engine.roles import ensure_roles

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and details of errors carry people's data; our own log names the error.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "update_process_title": "on",
}
# Crash recovery may have much to read; as long as the process lives we wait for it.
START_SECONDS = 300
STOP_SECONDS = 8


@dataclass
class RunningPostgres:
    """A PostgreSQL that answers. `stop()` it, or use it as a context manager."""

    cluster: Cluster
    process: "subprocess.Popen[bytes]"
    lock: "IO[str]"

    @property
    def superuser_dsn(self) -> str:
        """The superuser, database `postgres`: only for making roles and databases."""
        return self.cluster.url(SUPERUSER, "postgres")

    @property
    def owner_url(self) -> str:
        """Owns the tables: for migrations."""
        return self.cluster.url(OWNER)

    @property
    def runtime_url(self) -> str:
        """Runs the house, under row-level security."""
        return self.cluster.url(APP)

    def stop(self) -> None:
        """Stop this server, and no other; then let go of the folder."""
        stop(self.process)
        self.lock.close()

    def __enter__(self) -> "RunningPostgres":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_postgres(data_dir: Path | str) -> RunningPostgres:
    """Start the PostgreSQL of a data folder, made if absent, with roles and database."""
    home = Folder.at(data_dir)
    home.make()
    lock = home.lock()
    process = None
    try:
        cluster = prepare(home)
        clear_away(cluster)
        with (home.logs / "postgres.log").open("ab") as log:
            process = launch(cluster, log)
        wait_reachable(cluster, process)
        ensure_roles(cluster.url(SUPERUSER, "postgres"))
    except BaseException:
        if process is not None:
            stop(process)
        lock.close()
        raise
    return RunningPostgres(cluster, process, lock)


def launch(cluster: Cluster, output: "int | IO[bytes]") -> "subprocess.Popen[bytes]":
    """Start the server process and return at once. Call from a thread that stays.

    It shuts down by itself (SIGINT, "fast") when the thread that started it ends.
    """
    options = {
        **SETTINGS,
        "unix_socket_directories": str(cluster.sockets),
        "cluster_name": cluster.mark,
    }
    return subprocess.Popen(
        [
            *(str(binary("postgres")), "-D", str(cluster.folder)),
            *(f"--{name}={value}" for name, value in options.items()),
        ],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509  after setuid, before exec
        **cluster.identity,
    )


def reachable(url: str) -> bool:
    """True when a connection answers."""
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def wait_reachable(
    cluster: Cluster, process: "subprocess.Popen[bytes]", seconds: float = START_SECONDS
) -> None:
    """Wait until the server answers. `PostgresFailed` when it ends or takes too long."""
    url = cluster.url(SUPERUSER, "postgres")
    wait_until(lambda: process.poll() is not None or reachable(url), seconds)
    if process.poll() is None and reachable(url):
        return
    raise PostgresFailed(
        "postgres_failed",
        "PostgreSQL did not start; %(log)s says why.",
        log=cluster.home.logs / "postgres.log",
    )


def stop(process: "subprocess.Popen[Any]", seconds: float = STOP_SECONDS) -> None:
    """Stop a server we started: fast, then at once, then by force."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


def postmaster(cluster: Cluster) -> int | None:
    """The living server process of this folder, whoever started it."""
    wanted = ["-D", str(cluster.folder)]
    for pid in all_pids():
        words = arguments(pid)
        ours = words[1:3] == wanted and Path(words[0]).name == "postgres"
        if ours and started_at(pid) is not None:
            return pid
    return None


def _left_behind(cluster: Cluster) -> list[int]:
    """Backends of this folder: they carry its mark in their titles."""
    title = f"postgres: {cluster.mark}"
    return [pid for pid in all_pids() if " ".join(arguments(pid)).startswith(title)]


def clear_away(cluster: Cluster, seconds: float = 15) -> None:
    """Remove what a killed server left; only for who holds the folder's lock.

    Backends without their postmaster keep the shared memory and so forbid a new start. A
    postmaster.pid that is empty, or whose id now belongs to another process, does too.
    """
    if not wait_until(lambda: postmaster(cluster) is None, seconds):
        raise PostgresFailed(
            "foreign_postgres",
            "Process %(pid)s runs a PostgreSQL on %(path)s that is not ours; stop it first.",
            pid=postmaster(cluster),
            path=cluster.folder,
        )
    for pid in _left_behind(cluster):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    wait_until(lambda: not _left_behind(cluster), seconds)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (cluster.sockets / name).unlink(missing_ok=True)
    (cluster.folder / "postmaster.pid").unlink(missing_ok=True)

"""How commands and child processes find the running house."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bonafix.config.engine.cluster import APP, OWNER, Cluster
from bonafix.config.engine.errors import EngineError, FolderInUse, PostgresFailed
from bonafix.config.engine.folder import Folder
from bonafix.config.engine.postgres import reachable, start_postgres
from bonafix.config.engine.processes import wait_until

# A house that is just starting holds the folder before its PostgreSQL answers.
STARTING_SECONDS = 30


def external() -> bool:
    """True when the operator brought a PostgreSQL of their own."""
    return bool(os.environ.get("DATABASE_URL"))


def connect_env(data: Path | str) -> dict[str, str]:
    """The whole environment of a process that works with this data folder."""
    home = Folder.at(data)
    env = {
        **os.environ,
        "BONAFIX_DATA": str(home.data),
        "DJANGO_SETTINGS_MODULE": "bonafix.config.settings",
    }
    if not external():
        cluster = Cluster(home)
        env["DATABASE_URL"] = cluster.url(OWNER)
        env["DATABASE_RUNTIME_URL"] = cluster.url(APP)
    return env


@contextmanager
def engine_running(data: Path | str) -> Iterator[dict[str, str]]:
    """The environment of a house whose database answers; started for this block if need be."""
    home = Folder.at(data)
    env = connect_env(home.data)
    if external():
        yield env
        return
    if not (home.postgres / "PG_VERSION").exists():
        raise EngineError(
            "no_data",
            "There is no data in %(path)s; say where with --data, or begin with `bonafix up`.",
            path=home.data,
        )
    try:
        server = start_postgres(home.data)
    except FolderInUse:
        if not wait_until(lambda: reachable(env["DATABASE_URL"]), STARTING_SECONDS, pause=0.2):
            raise PostgresFailed(
                "unreachable", "PostgreSQL in %(path)s does not answer.", path=home.data
            ) from None
        yield env
        return
    with server:
        yield env

"""What the commands may ask of the engine room (`bonafix.cli.engine` calls it by this name)."""

import subprocess
from pathlib import Path
from typing import Any

from bonafix.config.engine import house, supervisor
from bonafix.config.engine.backup import backup
from bonafix.config.engine.folder import Folder
from bonafix.config.engine.restore import restore
from bonafix.config.engine.runtime import engine_running
from bonafix.config.engine.tls.plan import Tls


def up(
    data: Path, *, host: str, port: int, domain: str | None, demo: bool, tls: dict[str, Any] | None
) -> int:
    """Run the house until it is told to stop. `tls`: the fields of `Tls`, without the folder."""
    plan = Tls(data=str(Folder.at(data).data), **tls) if tls else None
    return supervisor.up(house.Plan(data, host, port, domain, plan, demo))


def manage(data: Path, words: list[str]) -> int:
    """One of Django's commands beside the house; returns its status."""
    with engine_running(data) as env:
        return subprocess.run(house.manage(*words), env=env, check=False).returncode


__all__ = ["backup", "engine_running", "manage", "restore", "up"]

"""Processes of an earlier supervisor of this folder that are still winding down."""

import os
import signal
from contextlib import suppress

from bonafix.config.engine.folder import Folder
from bonafix.config.engine.processes import all_pids, arguments, group_of, started_at, wait_until

WINDING_DOWN_SECONDS = 8.0


def end_leftovers(home: Folder) -> None:
    """Wait for them, then end them. Only for who holds the folder's lock.

    Only processes whose group was noted in this folder and whose command line is ours: the
    id alone may belong to somebody else by now. PostgreSQL is `clear_away`'s business.
    """
    groups = {
        int(first)
        for file in home.run.glob("*.pid")
        if file.stem != "postgres" and (first := _first_line(file.read_text("ascii"))).isdigit()
    }
    # What still has its leader is being ended in order; what has lost it never will be.
    led = {group for group in groups if started_at(group) is not None}
    if led:
        wait_until(lambda: not any(map(started_at, led)), WINDING_DOWN_SECONDS)
    left = {pid: started_at(pid) for pid in _members(groups)}
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    # Asked by id and start, not by command line: that is gone before its sockets are closed.
    wait_until(
        lambda: not any(born and started_at(pid) == born for pid, born in left.items()),
        WINDING_DOWN_SECONDS,
    )
    for file in home.run.glob("*.pid"):
        file.unlink(missing_ok=True)


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _members(groups: set[int]) -> list[int]:
    return [
        pid
        for pid in all_pids()
        if group_of(pid) in groups
        and started_at(pid) is not None
        and any("bonafix.config." in word for word in arguments(pid))
    ]

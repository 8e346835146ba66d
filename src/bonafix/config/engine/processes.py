"""Which process is which. A bare process id proves nothing: it may be a zombie or recycled."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def started_at(pid: int) -> str | None:
    """When a living process started, in the kernel's ticks; None for the dead and zombies.

    Together with the id this names one process for good, also after the id is used again.
    """
    try:
        fields = (PROC / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return None if PROC.is_dir() else _alive_without_proc(pid)
    return None if fields[0] in "ZX" else fields[19]


def _alive_without_proc(pid: int) -> str | None:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return "unknown"


def arguments(pid: int) -> list[str]:
    """The command line of a process, readable whoever owns it; empty when it is gone."""
    try:
        text = (PROC / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return []
    return [part for part in text.split("\0") if part]


def all_pids() -> Iterator[int]:
    """Every process of this machine; nothing where there is no /proc."""
    if PROC.is_dir():
        yield from (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal when the starting thread ends.

    Only Linux can do this; elsewhere children outlive a supervisor that was killed.
    """
    parent = os.getpid()

    def tie() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(number))
            if os.getppid() != parent:
                os._exit(1)

    return tie


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a child that leads its own group, and whatever it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def wait_until(done: Callable[[], bool], seconds: float, *, pause: float = 0.02) -> bool:
    """Ask again until `done()` or the time is over."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() >= end:
            return False
        time.sleep(pause)
    return True


def group_of(pid: int) -> int | None:
    """The process group of a process; None when it is gone."""
    try:
        return os.getpgid(pid)
    except (ProcessLookupError, PermissionError):
        return None

"""The child: waits with everything imported, forks for each job, and tells how it ended.

Each file meets a fresh fork, so that no file can leave anything behind for the next one.
"""

import gc
import importlib
import json
import os
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from bonafix.examine.model import Analyser, Configurable, Options, Picture
from bonafix.examine.reading import jail, pixels, wire
from bonafix.examine.reading.lent import read_lent
from bonafix.examine.reading.limits import Limits, apply

# How a fork ended, the most memory it held (KiB), the processor time it took (seconds).
STATUS = struct.Struct("!iQd")
# What importing somebody's plug-in may do; it is tried again, and reported, in the job.
_BROKEN = (ImportError, AttributeError, NameError, TypeError, ValueError, OSError, RuntimeError)
_SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom", "/dev/zero")


def main() -> None:
    """Serve jobs from the socket on file descriptor 0 until the other side is gone."""
    control = socket.socket(fileno=os.dup(0))
    preload(json.loads(sys.argv[1]))
    gc.freeze()  # forks share these pages as long as nobody counts in them
    control.sendall(b"R")
    while True:
        message, handles, _flags, _from = socket.recv_fds(control, 1, 1)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            os.close(0)
            _job(socket.socket(fileno=handles[0]))
            os._exit(0)
        for handle in handles:
            os.close(handle)
        _pid, status, used = os.wait4(pid, 0)
        cost = used.ru_maxrss, used.ru_utime + used.ru_stime
        control.sendall(STATUS.pack(os.waitstatus_to_exitcode(status), *cost))


def preload(places: list[str]) -> None:
    """Import the analysers once, before any fork."""
    for place in places:
        try:
            load(place)
        except _BROKEN:
            continue


def load(place: str) -> Analyser:
    """The analyser at `module:attribute`."""
    module, _colon, attribute = place.partition(":")
    found: Analyser = getattr(importlib.import_module(module), attribute or "analyser")
    return found


def readable() -> list[Path]:
    """Program and libraries: all that stays readable behind the door."""
    ours = [p for p in (*sys.path, sys.prefix, sys.base_prefix, sys.exec_prefix) if p]
    return [Path(p) for p in (*ours, *_SYSTEM)]


def _job(door: socket.socket) -> None:
    head = wire.loads(wire.receive(door, 1 << 20) or b"null")
    limits = Limits(**head["limits"])
    apply(limits)
    held = jail.enter(readable())
    pixels.bound(limits.pixels)
    pictures = _pictures(door, head, limits)
    wire.send(door, json.dumps({"held": held}).encode())
    _work(door, head, pictures)


def _pictures(door: socket.socket, head: dict[str, Any], limits: Limits) -> list[Picture]:
    """What was laid down for many jobs, and what came with this one."""
    places: list[int] = head["lent"]
    handles = socket.recv_fds(door, 1, len(places))[1] if places else []
    lent = dict(zip(places, handles, strict=True))
    return [
        Picture(
            name,
            read_lent(lent[at], limits.content)
            if at in lent
            else wire.receive(door, limits.content) or b"",
        )
        for at, name in enumerate(head["pictures"])
    ]


def _work(door: socket.socket, head: dict[str, Any], pictures: list[Picture]) -> None:
    if head["task"] == "thumbnail":
        wire.send(door, pixels.thumbnail(pictures[0].content, head["edge"]))
        return
    if head["task"] == "each":
        # One giver's pictures, each beside the others: read once, by a fork of their own.
        (place,) = head["analysers"]
        for at, options in enumerate(head["options"]):
            others = [one for other, one in enumerate(pictures) if other != at]
            _examine(door, place, Options(**options), pictures[at], others)
        return
    for place in head["analysers"]:
        _examine(door, place, Options(**head["options"]), pictures[0], pictures[1:])


def _examine(
    door: socket.socket, place: str, options: Options, mine: Picture, others: list[Picture]
) -> None:
    wire.send(door, json.dumps({"begun": place}).encode())
    try:
        analyser = load(place)
        if isinstance(analyser, Configurable):
            analyser = analyser.configured(options)
        findings = analyser.examine(mine, others)
    except BaseException as error:
        wire.send(door, json.dumps({"died": type(error).__name__}).encode())
        raise
    answer = [wire.pack(finding) for finding in findings[: wire.MAX_FINDINGS]]
    wire.send(door, json.dumps({"done": place, "findings": answer}).encode())


if __name__ == "__main__":
    main()

"""Analysers that do what a file made to break programs could make them do."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bonafix.examine.model import Finding, Picture
from bonafix.examine.reading import wire


class Does:
    """An analyser that runs `work` and tells what came of it."""

    version = "1"

    def __init__(self, work: Callable[[Picture], object]) -> None:
        self.name = work.__name__
        self.work = work

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        try:
            said = str(self.work(claim))
        except PermissionError as error:
            said = type(error).__name__
        return [Finding(self.name, "test", "hint", "s", "l", (("said", said),))]


SEEN: list[str] = []


def _crash(_claim: Picture) -> object:
    os.abort()


def _eat(_claim: Picture) -> object:
    return len([bytearray(50_000_000) for _ in range(100)])


def _spin(_claim: Picture) -> object:
    while True:
        pass


def _door() -> socket.socket:
    """The job's own socket: the only one that is open."""
    for number in range(3, 40):
        try:
            return socket.socket(fileno=number)
        except OSError:
            continue
    raise AssertionError("no socket")


def _lie(_claim: Picture) -> object:
    finding = {"analyser": 3, "kind": [], "strength": "certain"}
    wire.send(_door(), json.dumps({"done": "x", "findings": [finding]}).encode())
    return ""


def _flood(_claim: Picture) -> object:
    door = _door()
    door.sendall((1 << 60).to_bytes(8, "big"))
    return ""


def _environment(_claim: Picture) -> object:
    return sorted(os.environ.items())


def _remember(_claim: Picture) -> object:
    SEEN.append("x")
    return len(SEEN)


honest = Does(lambda _claim: "fine")
raises = Does(lambda _claim: 1 // 0)
crashes = Does(_crash)
hungry = Does(_eat)
spins = Does(_spin)
sleeps = Does(lambda _claim: time.sleep(60))
leaves = Does(lambda _claim: os._exit(7))
connects = Does(lambda _claim: socket.create_connection(("127.0.0.1", 9)))
runs_a_program = Does(lambda _claim: subprocess.run([sys.executable, "-V"], check=False))
forks = Does(lambda _claim: os.fork())
kills_its_parent = Does(lambda _claim: os.kill(os.getppid(), 0))
reads = Does(lambda claim: Path(claim.name).read_text("utf-8"))
writes = Does(lambda claim: Path(claim.name).write_text("changed", "utf-8"))
shows_its_environment = Does(_environment)
remembers = Does(_remember)
lies = Does(_lie)
floods = Does(_flood)

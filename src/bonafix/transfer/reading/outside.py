"""The parent's side: hand the bytes to the child, take lines back, and end it when it must."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from bonafix.transfer.reading.limits import MAX_BYTES, MAX_OUTPUT, WALL_SECONDS, TableRefused
from bonafix.transfer.rules.cells import Cell
from bonafix.transfer.rules.header import known_titles
from bonafix.transfer.rules.kinds import Kind

CHILD = "bonafix.transfer.reading.child"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file with its number there, as a spreadsheet counts."""

    number: int
    cells: list[Cell]


def read_lines(content: bytes, kind: Kind) -> list[Line]:
    """All lines with something in them. `TableRefused` says in a word why it cannot be read."""
    if len(content) > MAX_BYTES:
        raise TableRefused("too_big")
    titles = json.dumps(sorted(known_titles(kind)))
    # No environment: the child has no address and no secret of ours to tell anybody.
    child = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-m", CHILD, titles],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        close_fds=True,
    )
    timer = threading.Timer(WALL_SECONDS, child.kill)
    timer.start()
    try:
        return list(_lines(child, content))
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        _close(child.stdin)
        _close(child.stdout)


def _lines(child: "subprocess.Popen[bytes]", content: bytes) -> Iterator[Line]:
    assert child.stdin is not None
    assert child.stdout is not None
    feeder = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
    feeder.start()
    left = MAX_OUTPUT
    for raw in child.stdout:
        left -= len(raw)
        if left < 0:
            raise TableRefused("swollen")
        told = _told(raw)
        if isinstance(told, list):
            yield Line(told[0], [_cell(one) for one in told[1]])
        elif "refused" in told:
            raise TableRefused(told["refused"])
        else:
            return
    # It ended without saying so: out of memory or time, or a file that breaks parsers.
    raise TableRefused("damaged")


def _feed(pipe: IO[bytes], content: bytes) -> None:
    try:
        pipe.write(content)
        pipe.close()
    except (BrokenPipeError, ValueError):
        # It had seen enough, or was ended.
        return


def _close(pipe: IO[bytes] | None) -> None:
    """Close it, also when what was still to be sent has nobody left to read it."""
    with suppress(BrokenPipeError):
        if pipe is not None:
            pipe.close()


def _told(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise TableRefused("damaged") from error


def _cell(told: str | list[str]) -> Cell:
    return Cell(told) if isinstance(told, str) else Cell(told[1], told[0])

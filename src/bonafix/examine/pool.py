"""Runners that are kept: starting a reading process costs more than reading a small picture."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bonafix.examine.model import Options
from bonafix.examine.runner import Runner

MOST = 4


class Pool:
    """At most `most` runners at once (default: one for each processor, four at most).

    Whoever comes when all are lent waits. Each file still meets a fresh fork of its own.
    """

    def __init__(self, most: int | None = None) -> None:
        self._free = threading.BoundedSemaphore(most or min(MOST, os.cpu_count() or 1))
        self._idle: list[Runner] = []

    @contextmanager
    def one(self, options: Options | None = None) -> Iterator[Runner]:
        """A runner for this block, told `options` (by default none)."""
        with self._free:
            # Appending to and popping from a list is one step for other threads.
            runner = self._idle.pop() if self._idle else Runner()
            runner.options = options or Options()
            try:
                yield runner
            finally:
                self._idle.append(runner)

    def close(self) -> None:
        """End the reading processes that nobody uses now."""
        while self._idle:
            self._idle.pop().close()

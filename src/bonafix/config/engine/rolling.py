"""A new certificate without downtime: the web processes are started anew one after the other.

One always serves. A connection that waits in the queue of the listener which is just being
closed is dropped by the kernel; browsers ask again by themselves, programs should.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bonafix.config.engine.child import Child

# One that does not come back must not keep the others on the old certificate for ever.
PATIENCE = 30.0
LOOK_SECONDS = 2.0


@dataclass
class Rolling:
    """Watches a file; `turn()` moves on by one step and never waits.

    `who_answers()`: the process group that answered; several share the port, so each time it
    may be another; None when none did.
    """

    path: Path
    faces: list[Child]
    who_answers: Callable[[], int | None]
    waiting: list[Child] = field(default_factory=list)
    _seen: tuple[int, int] | None = None
    _now: Child | None = None
    _old: int = 0
    _since: float = 0.0
    _looked: float = 0.0

    def __post_init__(self) -> None:
        self._seen = _identity(self.path)

    @property
    def busy(self) -> bool:
        """True until all web processes serve the newest file."""
        return self._now is not None or bool(self.waiting)

    def turn(self) -> None:
        """Look at the file; end the next process when the one before it is back."""
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            found = _identity(self.path)
            if found is not None and found != self._seen:
                self._seen, self.waiting = found, list(self.faces)
        if self._now is not None and (self._is_back(self._now) or now - self._since > PATIENCE):
            self._now = None
        if self._now is None and self.waiting:
            if self._others_serve(self.waiting[0]):
                self._begin(self.waiting.pop(0), now)
        elif self._now is not None and now - self._since > self._now.stop_seconds:
            self._hurry(self._now)

    def _begin(self, child: Child, now: float) -> None:
        self._now, self._since = child, now
        self._old = child.process.pid if child.process else 0
        child.ask_to_stop()

    def _others_serve(self, child: Child) -> bool:
        """True when people go on being served while this one is away, if there is another."""
        if len(self.faces) == 1:
            return True
        answered = self.who_answers()
        return answered is not None and (child.process is None or answered != child.process.pid)

    def _hurry(self, child: Child) -> None:
        if child.process is not None and child.process.pid == self._old:
            child.force(hard=True)

    def _is_back(self, child: Child) -> bool:
        process = child.process
        return (
            process is not None and process.pid != self._old and (self.who_answers() == process.pid)
        )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns

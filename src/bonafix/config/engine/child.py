"""One process of the house: started, listened to, started again, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bonafix.config.engine.errors import EngineError
from bonafix.config.engine.folder import Folder
from bonafix.config.engine.logfiles import LogFile, worth_showing
from bonafix.config.engine.processes import die_with_parent, signal_group

# How long a life must have been for the next restart to be immediate again.
GOOD_LIFE_SECONDS = 10.0
LONGEST_PAUSE = 3.0
QUIET_SECONDS = 30.0

Start = Callable[[int], "subprocess.Popen[Any]"]
Say = Callable[[str], None]


def command(words: list[str], env: dict[str, str]) -> Start:
    """How to start a command in its own group, its output going to a descriptor."""

    def start(output: int) -> "subprocess.Popen[Any]":
        return subprocess.Popen(
            words,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  no threads here
        )

    return start


@dataclass
class Child:
    """A process and what the supervisor knows of it."""

    name: str
    start_process: Start
    home: Folder
    say: Say
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 8.0
    process: "subprocess.Popen[Any] | None" = None
    pipe: int = -1
    started: float = 0.0
    again_at: float = 0.0
    failures: int = 0
    last_end: str = "never started"
    _rest: bytes = b""
    _last_words: bytes = b""
    _last_said: float = 0.0
    log: LogFile = field(init=False)

    def __post_init__(self) -> None:
        self.log = LogFile(self.home.logs / f"{self.name}.log")

    def start(self) -> None:
        """Start the process; what it writes can be read from `pipe`."""
        self.pipe, write_end = os.pipe()
        try:
            self.process = self.start_process(write_end)
        except BaseException:
            os.close(self.pipe)
            self.pipe = -1
            raise
        finally:
            os.close(write_end)
        os.set_blocking(self.pipe, False)
        self.started = time.monotonic()
        self.home.write_pid(self.name, self.process.pid)

    def read(self) -> None:
        """Take what was written; never waits, and leaves time for the others."""
        for _turn in range(16):
            if self.pipe < 0:
                return
            try:
                data = os.read(self.pipe, 65536)
            except (BlockingIOError, InterruptedError):
                return
            if not data:
                self._close_pipe()
                return
            self.log.write(data)
            self._show(data)

    def _show(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._rest = self._rest[-65536:]
        for line in lines:
            if worth_showing(line) and not self._said_lately(line):
                self.say(f"[{self.name}] {line.decode('utf-8', 'replace')[:2000]}")

    def _said_lately(self, line: bytes) -> bool:
        """The same words with other numbers, again and again, tell a person nothing new."""
        words, now = line.translate(None, b"0123456789"), time.monotonic()
        lately = words == self._last_words and now - self._last_said < QUIET_SECONDS
        if not lately:
            self._last_words, self._last_said = words, now
        return lately

    def _close_pipe(self) -> None:
        os.close(self.pipe)
        self.pipe = -1

    def ended(self) -> bool:
        """True once, when the process has ended; what it had started is ended with it."""
        if self.process is None or not _has_ended(self.process):
            return False
        # Before the process is reaped its id is still its own, and so is its group.
        signal_group(self.process.pid, signal.SIGKILL)
        status = self.process.wait()
        self.read()
        if self.pipe >= 0:
            self._close_pipe()
        self.process = None
        self.home.forget_pid(self.name)
        self._plan_restart(status)
        return True

    def _plan_restart(self, status: int) -> None:
        """The first restart is immediate; one that fails again and again waits a little."""
        now = time.monotonic()
        good = now - self.started >= GOOD_LIFE_SECONDS
        self.failures = 0 if good else self.failures + 1
        pause = 0.0 if self.failures <= 1 else min(0.25 * 2 ** (self.failures - 2), LONGEST_PAUSE)
        self.again_at = now + pause
        how = f"signal {-status}" if status < 0 else f"status {status}"
        self.last_end = how

    def restart_if_due(self) -> None:
        """Start again when its pause is over, whatever it ended with."""
        if self.process is not None or time.monotonic() < self.again_at:
            return
        try:
            self.start()
        except (EngineError, OSError) as error:
            reason = error.sentence() if isinstance(error, EngineError) else error.strerror
            self.say(f"{self.name} could not be started: {reason}")
            self.failures += 1
            self.again_at = time.monotonic() + LONGEST_PAUSE
        else:
            self.say(f"{self.name} ended ({self.last_end}) and was started again")

    def ask_to_stop(self) -> None:
        """Send the signal that ends it in order."""
        if self.process is not None:
            self.process.send_signal(self.stop_signal)

    def force(self, *, hard: bool) -> None:
        """End it now; PostgreSQL may still end its own children, unless `hard`."""
        if self.process is not None:
            gentle = self.stop_signal is signal.SIGINT and not hard
            self.process.send_signal(signal.SIGQUIT if gentle else signal.SIGKILL)


def _has_ended(process: "subprocess.Popen[Any]") -> bool:
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True

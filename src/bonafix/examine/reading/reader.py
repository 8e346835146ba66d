"""The parent's side: keeps one child ready, hands it a job, and survives whatever happens to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from types import TracebackType

from bonafix.examine.model import Finding, Options, Picture
from bonafix.examine.reading import wire
from bonafix.examine.reading.child import STATUS
from bonafix.examine.reading.lent import laid_down
from bonafix.examine.reading.limits import Limits

# No variable of the service reaches the child: some hold passwords.
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TZ")
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
_START_SECONDS = 60.0
_GRACE_SECONDS = 5.0
_CHILD = "bonafix.examine.reading.child"
_Note = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Ended:
    """A job that did not come to its end: where it was, and how it ended."""

    place: str | None
    how: str


@dataclass(slots=True)
class Answer:
    """What a job said: findings by analyser, what held it in, and where it ended early."""

    findings: list[Finding]
    done: list[str]
    held: tuple[str, ...] = ()
    ended: Ended | None = None


class Reader:
    """One child process for many files, one at a time; safe to call from several threads.

    Each file meets a fresh fork of the child, held by `limits`. `close` ends the child.
    """

    def __init__(self, preload: Sequence[str] = (), limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        # The most that any file has taken so far: bytes, seconds of processor time.
        self.peak_memory, self.peak_cpu = 0, 0.0
        self._preload = list(preload)
        self._turn = threading.Lock()
        self._lent: dict[int, int] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """End the child and whatever it still runs."""
        process, control = self._process, self._control
        self._process = self._control = None
        if control is not None:
            control.close()
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def analyse(
        self, pictures: Sequence[Picture], analysers: Sequence[str], options: Options
    ) -> Answer:
        """Run the analysers (`module:attribute`) on the first picture against the others."""
        answer = Answer([], [])
        head = {"task": "analyse", "analysers": list(analysers), "options": asdict(options)}
        begun: list[str] = []
        died: list[str] = []
        with self._turn:
            how = self._run(head, pictures, lambda body: _note(body, answer, begun, died))
        if len(answer.done) < len(analysers):
            at = begun[-1] if len(begun) > len(answer.done) else None
            answer.ended = Ended(at, died[-1] if died else how)
        return answer

    def analyse_each(
        self, pictures: Sequence[Picture], place: str, options: Sequence[Options]
    ) -> list[list[Finding]]:
        """Run one analyser on each picture against all others, in one fork that reads them once.

        `options`: one for each picture. The findings of those that it came to, in their order: a
        shorter list when it ended early; whoever asks does the rest one by one.
        """
        told: list[list[Finding]] = []

        def note(body: bytes) -> None:
            answer = Answer([], [])
            _note(body, answer, [], [])
            if answer.done:
                told.append(answer.findings)

        every = [asdict(one) for one in options]
        head = {"task": "each", "analysers": [place], "options": every}
        with self._turn:
            self._run(head, pictures, note)
        return told[: len(options)]

    def thumbnail(self, picture: Picture, edge: int = 320) -> bytes | None:
        """A JPEG of at most `edge` pixels a side without metadata; None when none can be made."""
        frames: list[bytes] = []
        with self._turn:
            how = self._run({"task": "thumbnail", "edge": edge}, [picture], frames.append)
        return frames[1] if how == "" and len(frames) == 2 else None

    @contextmanager
    def lending(self, pictures: Sequence[Picture]) -> Iterator[None]:
        """For this block these very objects are laid down once, and not sent with each job."""
        with laid_down(pictures) as held:
            self._lent |= held
            try:
                yield
            finally:
                for key in held:
                    del self._lent[key]

    def _run(self, head: Mapping[str, object], pictures: Sequence[Picture], note: _Note) -> str:
        """Give one job to a fresh fork; empty when it ended well, else how it ended."""
        self._start()
        assert self._control is not None
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self._control, [b"J"], [theirs.fileno()])
            try:
                self._talk(ours, head, pictures, note)
            except (OSError, wire.WireError) as error:
                return self._ended() or type(error).__name__
        return self._ended()

    def _talk(
        self,
        door: socket.socket,
        head: Mapping[str, object],
        pictures: Sequence[Picture],
        note: _Note,
    ) -> None:
        until = time.monotonic() + self.limits.wall_seconds + _GRACE_SECONDS
        door.settimeout(self.limits.wall_seconds + _GRACE_SECONDS)
        names = [p.name for p in pictures]
        lent = [self._lent.get(id(p)) for p in pictures][: wire.MAX_LENT]
        handles = [one for one in lent if one is not None]
        places = [at for at, one in enumerate(lent) if one is not None]
        said = {**head, "pictures": names, "lent": places, "limits": asdict(self.limits)}
        wire.send(door, json.dumps(said).encode())
        if handles:
            socket.send_fds(door, [b"L"], handles)
        for at, picture in enumerate(pictures):
            if at not in places:
                wire.send(door, picture.content)
        left = self.limits.answer
        while body := wire.receive(door, left):
            left -= len(body)
            note(body)
            door.settimeout(max(0.01, until - time.monotonic()))

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        ours, theirs = socket.socketpair()
        environment = {k: v for k in _KEPT if (v := os.environ.get(k))}
        environment |= dict.fromkeys(_ONE_THREAD, "1")
        environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-s",
                    "-m",
                    _CHILD,
                    json.dumps(self._preload),
                ],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        self._control = ours
        ours.settimeout(_START_SECONDS)
        if ours.recv(1) != b"R":
            self.close()
            raise ReaderBroken("the reading process does not start")

    def _ended(self) -> str:
        """How the fork ended: empty, "signal 9", "status 1", or that it had to be ended."""
        assert self._control is not None
        self._control.settimeout(_GRACE_SECONDS)
        try:
            raw = self._control.recv(STATUS.size, socket.MSG_WAITALL)
        except OSError:
            raw = b""
        if len(raw) != STATUS.size:
            self.close()
            return "no end in time"
        status, memory, seconds = STATUS.unpack(raw)
        self.peak_memory = max(self.peak_memory, memory << 10)
        self.peak_cpu = max(self.peak_cpu, seconds)
        return "" if status == 0 else f"signal {-status}" if status < 0 else f"status {status}"


class ReaderBroken(OSError):
    """The reading process itself cannot be started on this machine."""

    def __init__(self, sentence: str) -> None:
        super().__init__(0, sentence)


def _note(body: bytes, answer: Answer, begun: list[str], died: list[str]) -> None:
    said = wire.loads(body)
    if not isinstance(said, dict):
        raise wire.WireError("not an object")
    if "held" in said:
        answer.held = tuple(str(name) for name in said["held"])
    elif "begun" in said:
        begun.append(str(said["begun"]))
    elif "died" in said:
        died.append(str(said["died"]))
    else:
        findings = said.get("findings")
        if not isinstance(findings, list) or len(findings) > wire.MAX_FINDINGS:
            raise wire.WireError("findings out of shape")
        answer.findings += [wire.unpack(raw) for raw in findings]
        answer.done.append(str(said.get("done")))

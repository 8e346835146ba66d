"""`bonafix up`: starts PostgreSQL, web and workers, and brings back whatever dies.

One thread and one loop: the kernel's "end the child with its parent" is bound to the
thread that started the child, and a fork beside threads is never safe.
"""

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any

from bonafix.config.engine import house
from bonafix.config.engine.child import Child, command
from bonafix.config.engine.cluster import SUPERUSER, Cluster, prepare
from bonafix.config.engine.errors import EngineError, PostgresFailed, StepFailed
from bonafix.config.engine.folder import Folder
from bonafix.config.engine.knock import knock
from bonafix.config.engine.leftovers import end_leftovers
from bonafix.config.engine.ports import reserve
from bonafix.config.engine.postgres import START_SECONDS, reachable
from bonafix.config.engine.roles import ensure_external, ensure_roles
from bonafix.config.engine.rolling import Rolling
from bonafix.config.engine.runtime import external
from bonafix.config.engine.tls.plan import Tls

READY_SECONDS = 120.0
FORCE_SECONDS = 5.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class _Stop(Exception):
    """Somebody asked us to stop while we were starting."""


def up(plan: house.Plan) -> int:
    """Run the house until told to stop. 0 when it was stopped; EngineError when it cannot run."""
    home = Folder.at(plan.data)
    new = not home.data.exists()
    home.make()
    try:
        return _up(plan, home)
    except EngineError:
        if new:
            home.unmake()
        raise


def _up(plan: house.Plan, home: Folder) -> int:
    with home.lock():
        end_leftovers(home)
        with ExitStack() as stack:
            held = stack.enter_context(reserve(plan.host, plan.port))
            if plan.tls and plan.tls.plain_port:
                stack.enter_context(reserve(plan.host, plan.tls.plain_port, "--http-port")).close()
            supervisor = stack.enter_context(Supervisor(home))
            try:
                supervisor.open(plan, held.getsockname()[1])
                supervisor.keep_running()
            except _Stop:
                supervisor.say("stopping before everything had started")
    return 0


class Supervisor:
    """The children of one house. As a context manager it always leaves with all of them ended."""

    def __init__(self, home: Folder) -> None:
        self.home = home
        self.children: list[Child] = []
        self.asked_to_stop = 0
        self.rolling: Rolling | None = None
        self._old: dict[int, Any] = {}

    def __enter__(self) -> "Supervisor":
        self._wake, waker = socket.socketpair()
        self._wake.setblocking(False)
        waker.setblocking(False)
        self._waker = waker
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        for number in SIGNALS:
            self._old[number] = signal.signal(number, self._asked)
        # A handler, so that a child's death wakes the loop.
        self._old[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            self.stop()
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in self._old.items():
                signal.signal(number, handler)
            self._wake.close()
            self._waker.close()

    def _asked(self, *_: object) -> None:
        self.asked_to_stop += 1

    def say(self, text: str) -> None:
        """Tell the person at the console."""
        print(text, file=sys.stderr, flush=True)  # noqa: T201

    # Starting

    def open(self, plan: house.Plan, port: int) -> None:
        """Start everything in order; returns when web answers."""
        began = time.monotonic()
        self.home.make_keys()
        env, manage = house.environment(plan, port), plan.programs.manage
        if external():
            ensure_external(env["DATABASE_URL"], os.environ.get("DATABASE_RUNTIME_URL"))
        else:
            self._open_postgres()
        if plan.tls:
            self._open_tls(plan, plan.tls, port)
        words = ["prepare", "--demo"] if plan.demo else ["prepare"]
        shown = self.once("prepare", manage(*words), {**env, "BONAFIX_WITH_OWNER": "1"})
        faces = house.faces(plan, port, env, self.home, self.say)
        clock, *others = house.workers(plan, env, self.home, self.say)
        # The first page comes first: all at once they would only wait for each other. The
        # clock alone starts beside it: what fell due while all was down is late already.
        self.add([faces[0], clock])
        tls = plan.tls is not None
        if not self.run_until(lambda: knock(plan.host, port, tls=tls) is not None, READY_SECONDS):
            raise EngineError(
                "web_silent",
                "The web process does not answer; %(log)s says why.",
                log=self.home.logs / "web-1.log",
            )
        self.add([*faces[1:], *others])
        if plan.tls:
            self.add(house.keepers(plan.tls, self.home, self.say))
            who = partial(knock, plan.host, port, tls=True)
            self.rolling = Rolling(plan.tls.serving, faces, who)
        self._greet(plan, house.public_url(plan, port), time.monotonic() - began, shown)

    def _open_tls(self, plan: house.Plan, tls: Tls, port: int) -> None:
        """The plain port first: an ACME server looks there before it gives a certificate."""
        self.add(house.doorways(plan, port, self.home, self.say))
        self.once("certificate", house.keeper(tls, "--once"), dict(os.environ))

    def _open_postgres(self) -> None:
        cluster: Cluster = prepare(self.home)
        child = house.postgres_child(cluster, self.say)
        self.add([child])
        superuser = cluster.url(SUPERUSER, "postgres")
        if not self.run_until(lambda: reachable(superuser) or child.failures > 2, START_SECONDS):
            child.failures = 3
        if child.failures > 2:
            raise PostgresFailed(
                "postgres_failed",
                "PostgreSQL did not start; %(log)s says why.",
                log=child.log.path,
            )
        ensure_roles(superuser)

    def once(self, name: str, words: list[str], env: dict[str, str]) -> str:
        """Run something to its end and return what it wrote. EngineError when it fails."""
        child = Child(name, command(words, env), self.home, self.say)
        before = child.log.path.stat().st_size
        child.start()
        while not child.ended():
            self.turn(0.05)
            child.read()
            if self.asked_to_stop:
                child.force(hard=True)
        child.log.close()
        if self.asked_to_stop:
            raise _Stop
        said = child.log.path.read_bytes()[before:].decode("utf-8", "replace")
        if child.last_end != "status 0":
            raise StepFailed(name, child.last_end, child.log.path, said)
        return said

    def add(self, children: Iterable[Child]) -> None:
        """Start children and keep them running from now on."""
        for child in children:
            child.start()
            self.children.append(child)

    def _greet(self, plan: house.Plan, url: str, seconds: float, shown: str) -> None:
        lines = [
            f"Bonafix 诚修 is running ({seconds:.1f} s): {url}/",
            f"  staff  {url}/staff/",
            f"  data   {self.home.data}",
            f"  logs   {self.home.logs}",
        ]
        lines += house.about_tls(plan)
        if shown:
            lines.append(shown.rstrip())
        print("\n".join([*lines, "Stop with Ctrl-C."]), flush=True)  # noqa: T201

    # Running

    def keep_running(self) -> None:
        """Until somebody asks us to stop."""
        while not self.asked_to_stop:
            self.turn(0.5)

    def run_until(self, done: Callable[[], bool], seconds: float) -> bool:
        """Keep the children running until `done()`; False when the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.asked_to_stop:
                raise _Stop
            if done():
                return True
            self.turn(0.05)
        return False

    def turn(self, seconds: float) -> None:
        """One round: listen, look who ended, start again what is due."""
        self._listen(seconds)
        for child in self.children:
            child.ended()
            child.restart_if_due()
        if self.rolling is not None:
            self.rolling.turn()

    def _listen(self, seconds: float) -> None:
        """Wait for output, a signal or the time; take what the children wrote."""
        heard = {child.pipe: child for child in self.children if child.pipe >= 0}
        wake = self._wake.fileno()
        for ready in select.select([wake, *heard], [], [], seconds)[0]:
            if ready == wake:
                _drain(self._wake)
            else:
                heard[ready].read()

    # Stopping

    def stop(self) -> None:
        """End web first, then the workers, then PostgreSQL; by force when it takes too long."""
        groups: list[list[Child]] = [[], [], []]
        for child in self.children:
            front = child.name.startswith("web") or child.name == "doorway"
            order = 0 if front else 2 if child.name == "postgres" else 1
            groups[order].append(child)
        patience = self.asked_to_stop
        for group in groups:
            for child in group:
                child.ask_to_stop()
            self._see_off(group, patience)
        for child in self.children:
            child.log.close()

    def _see_off(self, group: list[Child], patience: int) -> None:
        began = time.monotonic()
        left = [child for child in group if child.process is not None]
        while left:
            self._listen(0.05)
            late = time.monotonic() - began
            for child in left:
                # Asked a second time, somebody is in a hurry.
                if late > child.stop_seconds or self.asked_to_stop > patience:
                    child.force(hard=late > child.stop_seconds + FORCE_SECONDS)
            left = [child for child in left if not child.ended()]


def _drain(wake: socket.socket) -> None:
    try:
        while wake.recv(4096):
            pass
    except BlockingIOError:
        return

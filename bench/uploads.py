"""`make bench PART=uploads`: uploads while web and worker are killed 100 times; and one of 200 MB.

Says how often it was killed, how often a client had to resume, whether all bytes are what was
sent and each file is on record once; and for 200 MB without kills the processor time and the
memory of the web and the worker at their highest.
"""

import contextlib
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from tests.support import uploading
from tests.support.service import Service, running

KILLS = int(os.environ.get("KILLS", "100"))
SIZE = 30_000_000
LARGE = 200_000_000


class Watch:
    """Highest resident memory (bytes) and processor seconds of the web and the worker."""

    def __init__(self, service: Service) -> None:
        self.service, self.highest = service, {"web": 0, "worker": 0}
        self.cpu: dict[str, float] = {}
        self.seen: dict[tuple[str, int], float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Watch":
        self._look()
        self.before, self.idle = dict(self.seen), dict(self.highest)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)
        self._look()
        # Of a child that ended, what it had used when it was last seen.
        for (part, pid), used in self.seen.items():
            grown = used - self.before.get((part, pid), 0.0)
            self.cpu[part] = round(self.cpu.get(part, 0.0) + grown, 2)

    def _family(self, part: str) -> Iterator[psutil.Process]:
        for pid in self.service.pids(part):
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                yield from (process, *process.children(recursive=True))

    def _look(self) -> None:
        for part in self.highest:
            for one in self._family(part):
                # A child may end while it is looked at.
                with contextlib.suppress(psutil.NoSuchProcess):
                    times, held = one.cpu_times(), one.memory_info().rss
                    self.seen[part, one.pid] = times.user + times.system
                    self.highest[part] = max(self.highest[part], held)

    def _run(self) -> None:
        while not self._stop.wait(0.2):
            self._look()


# One ask takes 60 files, and every begin whose answer was lost counts as one for a day.
FILES_AN_ASK = 10


def killed(service: Service) -> bool:
    """Uploads one after the other until enough was killed."""
    sent: list[uploading.Result] = []
    before = json.loads(uploading.in_house(service, "look"))["items"]
    with uploading.Killer(service, KILLS, seed=1, within=3.0) as killer:
        while not killer.done or not sent:
            if len(sent) % FILES_AN_ASK == 0:
                token = uploading.in_house(service, "ask")
            sent.append(uploading.send(service, token, os.urandom(SIZE), pace=0.02))
            print(f"{killer.kills} kills, {len(sent)} uploads", file=sys.stderr, flush=True)
    told = uploading.looked(service, len(before) + len(sent), seconds=600)
    good = sorted(told["items"]) == sorted([*before, *(one.sha256 for one in sent)])
    once = told["files"] == told["received"] == len(before) + len(sent)
    print(
        json.dumps(
            {
                "kills": killer.kills,
                "uploads": len(sent),
                "broken_connections": sum(one.breaks for one in sent),
                "resumed_in_the_middle": sum(one.resumed_at for one in sent),
                "bytes_identical": good,
                "recorded_once": once,
            }
        ),
        flush=True,
    )
    return good and once


def large(service: Service, token: str) -> bool:
    """One file of 200 MB, undisturbed."""
    items = len(json.loads(uploading.in_house(service, "look"))["items"])
    began = time.monotonic()
    with Watch(service) as watch:
        result = uploading.send(service, token, os.urandom(LARGE))
        sent_in = time.monotonic() - began
        told = uploading.looked(service, items + 1, seconds=600)
    good = result.sha256 in told["items"]
    grown = {p: round((watch.highest[p] - watch.idle[p]) / 1e6, 1) for p in watch.highest}
    print(
        json.dumps(
            {
                "bytes": LARGE,
                "bytes_identical": good,
                "sent_in_s": round(sent_in, 1),
                "cpu_s": watch.cpu,
                "memory_grew_by_mb": grown,
            }
        ),
        flush=True,
    )
    return good


def main() -> int:
    """1 when a byte was lost or anything recorded twice."""
    with (
        tempfile.TemporaryDirectory(prefix="bonafix-uploads-") as folder,
        running(Path(folder) / "data") as service,
    ):
        good = large(service, uploading.in_house(service, "ask"))
        good &= killed(service)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

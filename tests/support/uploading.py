"""A tus client that goes on whatever is killed, and somebody who kills."""

import base64
import contextlib
import hashlib
import json
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

import httpx
import psutil

from tests.support.kills import kill
from tests.support.service import Service

TUS = {"Tus-Resumable": "1.0.0"}
SENT_AT_ONCE = 256 * 1024


@dataclass
class Result:
    """What one upload went through."""

    sha256: str
    breaks: int = 0
    resumed_at: int = 0


def in_house(service: Service, *what: str) -> str:
    """`asking` as a process of its own: this one has other settings."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.asking", str(service.data), *what],
        env=service.environment, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    return done.stdout.strip().splitlines()[-1]


def looked(service: Service, items: int, seconds: float = 300) -> dict[str, Any]:
    """What is on record once so many items are there, or the time is over."""
    until = time.monotonic() + seconds
    told: dict[str, Any] = {}
    while time.monotonic() < until:
        told = json.loads(in_house(service, "look"))
        if len(told["items"]) >= items and not told["waiting"]:
            break
        time.sleep(1)
    return told


def send(service: Service, token: str, data: bytes, pace: float = 0.0) -> Result:
    """One file in one long PATCH; after every break the offset is asked for and it goes on."""
    result, where, at = Result(hashlib.sha256(data).hexdigest()), "", 0
    with httpx.Client(base_url=service.url, timeout=60) as client:
        while at < len(data):
            try:
                if not where:
                    where = _begin(client, token, len(data))
                at = int(_good(client.head(where, headers=TUS)).headers["Upload-Offset"])
                result.resumed_at += at > 0
                at = _rest(client, where, data, at, pace)
            except (httpx.HTTPError, ConnectionError):
                result.breaks += 1
                time.sleep(0.2)
    return result


def _begin(client: httpx.Client, token: str, length: int) -> str:
    told = {"shot": "clip", "source": "upload", "filetype": "video/mp4"}
    meta = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())
    sent = {**TUS, "Upload-Length": str(length), "Upload-Metadata": meta}
    return str(_good(client.post(f"/e/{token}/uploads/", headers=sent)).headers["Location"])


def _rest(client: httpx.Client, where: str, data: bytes, at: int, pace: float) -> int:
    def body() -> Any:
        for start in range(at, len(data), SENT_AT_ONCE):
            yield data[start : start + SENT_AT_ONCE]
            time.sleep(pace)

    kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at)}
    length = {"Content-Length": str(len(data) - at)}
    answer = client.patch(where, content=body(), headers={**TUS, **kind, **length})
    return int(_good(answer).headers["Upload-Offset"])


def _good(answer: httpx.Response) -> httpx.Response:
    """Of a house that is starting again, 5xx and 409 are answers like no answer.

    A refusal is none: to ask again and again would never end.
    """
    if answer.status_code >= 500 or answer.status_code == 409:
        raise ConnectionError(answer.status_code)
    assert answer.status_code < 400, (answer.status_code, answer.text[:200])
    return answer


class Killer:
    """Kills web and worker in turn, at random moments, until told to stop or enough was killed."""

    def __init__(self, service: Service, times: int, seed: int, within: float) -> None:
        self.service, self.times, self.within = service, times, within
        self.random, self.kills = random.Random(seed), 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._stop = threading.Event()

    def __enter__(self) -> "Killer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(120)

    @property
    def done(self) -> bool:
        return self.kills >= self.times

    def _run(self) -> None:
        while not self._stop.is_set() and not self.done:
            self._stop.wait(self.random.uniform(0.05, self.within))
            with contextlib.suppress(psutil.NoSuchProcess):
                kill(self.service, "web" if self.kills % 4 else "worker")
            self.kills += 1
            with contextlib.suppress(RuntimeError):
                self.service.wait_ready(120)

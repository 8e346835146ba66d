"""`make bench PART=arranged`: from the POST of a report to the moment a technician stands on it.

Reports come at random times of a stated mean rate, whether or not the house keeps up, to places
all over the demonstration's areas. Arranged is when another session of the database sees it, looked
at every 20 ms. `ARGS="--rates 1 4 --seconds 60"`.
"""

import argparse
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
from tests.support.service import Service, report_body, running

from bench.service import PLACES

GOAL_MS = 500
LOOK_EVERY = 0.02
# After the last report: what has not been arranged by then counts as never.
PATIENCE = 60.0


def watch(service: Service, seen: dict[str, float], done: threading.Event) -> None:
    """Write down when each case was first seen arranged, by its number."""
    last = 0
    with service.superuser() as database:
        while not done.wait(LOOK_EVERY):
            rows = database.execute(
                "SELECT entry.position, number FROM ledger_entry AS entry"
                " JOIN cases_case ON cases_case.id = entry.stream_id"
                " WHERE entry.kind = 'repairs.arranged' AND entry.position > %s",
                [last],
            ).fetchall()
            now = time.monotonic()
            for _position, number in rows:
                seen.setdefault(number, now)
            # Positions are given before they are committed: look a little behind the newest.
            last = max([last, *(position - 200 for position, _number in rows)])


def send(service: Service, number: int, sent: dict[str, float], refused: list[int]) -> None:
    """One report from a client of its own."""
    began = time.monotonic()
    body = report_body(PLACES[number % len(PLACES)], number)
    answer = httpx.post(f"{service.url}/api/v1/repairs", json=body, timeout=60)
    if answer.status_code == 201:
        sent[str(answer.json()["number"])] = began
    else:
        refused.append(answer.status_code)


def one_rate(service: Service, rate: float, seconds: float, first: int) -> dict[str, object]:
    """Reports at `rate` a second; milliseconds until each was arranged."""
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    refused: list[int] = []
    done = threading.Event()
    watcher = threading.Thread(target=watch, args=(service, seen, done))
    watcher.start()
    # Not for secrets: the same arrivals in every run.
    arrivals = random.Random(first)
    senders = []
    until, number = time.monotonic() + seconds, first
    while time.monotonic() < until:
        time.sleep(arrivals.expovariate(rate))
        sender = threading.Thread(target=send, args=(service, number, sent, refused))
        sender.start()
        senders.append(sender)
        number += 1
    for sender in senders:
        sender.join()
    latest = time.monotonic() + PATIENCE
    while not sent.keys() <= seen.keys() and time.monotonic() < latest:
        time.sleep(LOOK_EVERY)
    done.set()
    watcher.join()
    return figures(rate, sent, seen, len(refused))


def figures(
    rate: float, sent: dict[str, float], seen: dict[str, float], refused: int
) -> dict[str, object]:
    """Quantiles of those arranged; how many never were."""
    taken = sorted(1000 * (seen[one] - began) for one, began in sent.items() if one in seen)
    return {
        "what": "POST to arranged",
        "per_second": rate,
        "accepted": len(sent),
        "refused": refused,
        "never_arranged": len(sent) - len(taken),
        "p50_ms": round(statistics.median(taken), 1) if taken else None,
        "p95_ms": round(taken[int(0.95 * (len(taken) - 1))], 1) if taken else None,
        "goal_p95_ms": GOAL_MS,
    }


def main() -> int:
    """Measure and print JSON lines."""
    asked = argparse.ArgumentParser(prog="bench.arranged")
    asked.add_argument("--rates", nargs="+", type=float, default=[1.0, 2.0, 5.0, 10.0])
    asked.add_argument("--seconds", type=float, default=30.0)
    given = asked.parse_args()
    machine = {"machine": platform.platform(), "cores": os.cpu_count()}
    print(json.dumps({**machine, "python": platform.python_version(), "load": os.getloadavg()}))
    with (
        tempfile.TemporaryDirectory(prefix="bonafix-bench-") as folder,
        running(Path(folder) / "data") as service,
    ):
        for place, rate in enumerate(given.rates):
            told = one_rate(service, rate, given.seconds, 1 + place * 100_000)
            print(json.dumps(told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make bench PART=service`: accepted reports a second beside the raw insert rate of the same
PostgreSQL in the same run, at 20 concurrent users; p50 and p95; the time until `up` answers."""

import json
import os
import platform
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
from tests.support.service import Service, report_body, running

USERS = 20
SECONDS = 20.0
PLACES = (
    "临汾市永和县",
    "许昌市鄢陵县",
    "榆林市子洲县",
    "徐州市新沂市",
    "大庆市肇州县",
    "绍兴市上虞区",
    "文山广南县",
    "镇江市润州区",
    "大理剑川县",
    "台州市临海市",
)


def hammer(work: Callable[[int, int], None]) -> list[float]:
    """Seconds of every call of `work(user, number)` by 20 users within the time."""
    until = time.monotonic() + SECONDS
    taken: list[list[float]] = [[] for _ in range(USERS)]

    def user(name: int) -> None:
        number = 0
        while time.monotonic() < until:
            began = time.perf_counter()
            work(name, number)
            taken[name].append(time.perf_counter() - began)
            number += 1

    threads = [threading.Thread(target=user, args=(name,)) for name in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for part in taken for one in part]


def figures(name: str, taken: list[float]) -> dict[str, object]:
    """Rate and quantiles of a run."""
    ordered = sorted(taken)
    return {
        "what": name,
        "users": USERS,
        "number": len(ordered),
        "per_second": round(len(ordered) / SECONDS, 1),
        "p50_ms": round(1000 * statistics.median(ordered), 1),
        "p95_ms": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 1),
    }


def raw(service: Service) -> dict[str, object]:
    """One row a commit, of about the size of a report, on the same server."""
    with service.superuser() as database:
        database.execute("DROP TABLE IF EXISTS bench_raw")
        database.execute("CREATE TABLE bench_raw (id bigserial PRIMARY KEY, body bytea)")
    connections: list[psycopg.Connection[object]] = [service.superuser() for _ in range(USERS)]
    body = os.urandom(1000)

    def insert(user: int, _number: int) -> None:
        connections[user].execute("INSERT INTO bench_raw (body) VALUES (%s)", [body])

    taken = hammer(insert)
    for connection in connections:
        connection.close()
    with service.superuser() as database:
        database.execute("DROP TABLE bench_raw")
    return figures("raw inserts", taken)


def reports(service: Service) -> dict[str, object]:
    """Reports through the API, from the socket to the acknowledgement."""
    clients = [httpx.Client(timeout=60) for _ in range(USERS)]
    refused: list[int] = []

    def post(user: int, number: int) -> None:
        body = report_body(PLACES[(user + number) % len(PLACES)], user * 100_000 + number)
        answer = clients[user].post(f"{service.url}/api/v1/repairs", json=body)
        if answer.status_code != 201:
            refused.append(answer.status_code)

    taken = hammer(post)
    return {**figures("accepted reports", taken), "refused": len(refused)}


def main() -> int:
    """Measure and print JSON lines, then the ratio."""
    machine = {
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    print(json.dumps(machine))
    with (
        tempfile.TemporaryDirectory(prefix="bonafix-bench-") as folder,
        running(Path(folder) / "data") as service,
    ):
        print(json.dumps({"what": "up answers", "seconds": round(service.started_in, 1)}))
        first, mine, second = raw(service), reports(service), raw(service)
    for one in (first, mine, second):
        print(json.dumps(one))
    peer = statistics.mean(float(str(one["per_second"])) for one in (first, second))
    print(
        json.dumps(
            {
                "what": "reports / raw inserts",
                "ratio": round(float(str(mine["per_second"])) / peer, 3),
                "goal": 0.25,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

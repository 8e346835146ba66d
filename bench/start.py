"""`make bench PART=start`: how long a first start takes.

Three starts in empty folders without a demonstration and three with one: seconds on the wall,
and of the processors (user and system, of all processes of the house together), until the
first page answers.
"""

import json
import os
import platform
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.service import Service, house_folder

RUNS = 3
TICK = os.sysconf("SC_CLK_TCK")
GOAL_SECONDS = 20.0


def main() -> int:
    """Measure and print JSON lines."""
    machine = {"machine": platform.platform(), "cores": os.cpu_count()}
    print(json.dumps({**machine, "python": platform.python_version(), "load": os.getloadavg()}))
    for demo in (False, True):
        runs = [one_start(demo=demo) for _ in range(RUNS)]
        for run in runs:
            print(json.dumps({"what": "first start", "demo": demo, **run}))
        print(json.dumps({"what": "median", "demo": demo, **medians(runs), "goal": GOAL_SECONDS}))
    return 0


def one_start(*, demo: bool) -> dict[str, object]:
    """One start in an empty folder, stopped again."""
    with house_folder() as data:
        service = Service(data, demo=demo, claims=40)
        try:
            service.start()
            assert service.process is not None
            spent = sum(cpu(pid) for pid in family(service.process.pid))
        finally:
            service.stop()
    return {"seconds": round(service.started_in, 2), "cpu_seconds": round(spent, 2)}


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it and live."""
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
        yield from family(int(child))


def cpu(pid: int) -> float:
    """Seconds of user and system time, with those of ended children."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICK


def medians(runs: list[dict[str, object]]) -> dict[str, float]:
    """The middle of each figure."""
    names = [name for name, value in runs[0].items() if isinstance(value, float)]
    return {name: statistics.median(float(str(run[name])) for run in runs) for name in names}


if __name__ == "__main__":
    sys.exit(main())

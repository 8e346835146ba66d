"""`make bench PART=kills`: each part killed 20 times under load; what is left, as JSON lines."""

import json
import statistics
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.support.kills import PARTS, Load, deadline_while_down, kill, look
from tests.support.service import running

TIMES = 20
POWER_CUTS = 3
LATE_SECONDS = 5.0
PATIENCE = 900.0


def main() -> int:
    """Kill, wait, count; 1 when anything was lost, doubled or late."""
    recovery: dict[str, list[float]] = {part: [] for part in PARTS}
    with (
        tempfile.TemporaryDirectory(prefix="bonafix-kills-") as folder,
        running(Path(folder) / "data") as service,
    ):
        with Load(service) as load:
            for _round in range(TIMES):
                for part in PARTS:
                    time.sleep(1.0)
                    kill(service, part)
                    recovery[part].append(service.wait_ready(60))
        late = [deadline_while_down(service) for _cut in range(POWER_CUTS)]
        left = look(service, load.acknowledged, PATIENCE)
    for part, seconds in recovery.items():
        print(
            json.dumps(
                {
                    "part": part,
                    "kills": len(seconds),
                    "answers_again_median_s": round(statistics.median(seconds), 2),
                    "answers_again_max_s": round(max(seconds), 2),
                }
            )
        )
    print(json.dumps({"power_cuts": POWER_CUTS, "deadline_late_max_s": round(max(late), 2)}))
    print(json.dumps({"acknowledged": len(load.acknowledged), **asdict(left)}))
    broken = (
        left.missing,
        left.doubled_notices,
        left.unsent_notices,
        left.stuck_jobs,
        left.late_deadlines,
        left.audit,
        max(late) > LATE_SECONDS,
    )
    return 1 if any(broken) else 0


if __name__ == "__main__":
    sys.exit(main())

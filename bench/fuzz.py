"""`make bench PART=fuzz ARGS="--data DIR --corpus DIR"`: broken files through the shut child.

10,000 mutated files (MANY in the environment changes the number): every one must be answered
with a finding, none may go over its limits, the service must live. Real files in `--data` are
mutated too. With FULL=1 atheris then drives the parsers of labels for ten minutes, if it is
installed, and keeps its corpus in `--corpus`. Exit status 1 when a bar is missed.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

from tests.examine.mutations import mutated, seeds

from bonafix.examine.model import Picture
from bonafix.examine.reading.limits import Limits
from bonafix.examine.runner import Runner

NUMBER = 10_000
FUZZ_SECONDS = 600
LIMITS = Limits()
MAX_REAL = 6 << 20


def say(**figures: object) -> None:
    """One JSON line."""
    print(json.dumps(figures, ensure_ascii=False), flush=True)


def through(number: int, data: Path | None) -> int:
    """So many mutated files through one runner; returns the bars missed."""
    whole = seeds()
    for path in sorted(data.rglob("*.*")) if data else []:
        if path.suffix.lower() in (".jpg", ".jpeg", ".png") and path.stat().st_size < MAX_REAL:
            whole[path.name] = path.read_bytes()
    chance = random.Random(10_000)
    stopped: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    silent, longest, began = 0, 0.0, time.perf_counter()
    with Runner(limits=LIMITS) as runner:
        children: set[int | None] = set()
        for _file in range(number):
            name, body = mutated(whole, chance)
            start = time.perf_counter()
            report = runner.examine(Picture(name, body))
            longest = max(longest, time.perf_counter() - start)
            silent += not report.findings
            kinds.update({f.kind for f in report.findings})
            for finding in report.findings:
                if finding.kind == "reading_stopped":
                    said = dict(finding.params)
                    stopped[f"{said['part']}: {said['how']} ({name.split()[0]})"] += 1
            children.add(runner.reader.process_id)
        peak_memory, peak_cpu = runner.reader.peak_memory, runner.reader.peak_cpu
    # The kernel ends a process a little after its second; a page or two may be counted twice.
    over = (peak_memory > LIMITS.memory) + (peak_cpu > LIMITS.cpu_seconds + 1)
    say(
        what="mutated files", files=number, seeds=len(whole), unanswered=silent,
        over_limits=over, child_restarts=len(children) - 1, peak_memory_mb=peak_memory >> 20,
        peak_cpu_s=round(peak_cpu, 2), longest_wall_s=round(longest, 2),
        minutes=round((time.perf_counter() - began) / 60, 1),
    )  # fmt: skip
    say(what="readings that stopped", number=sum(stopped.values()), where=dict(stopped))
    say(what="kinds of findings", files_with=dict(kinds.most_common()))
    return silent + over + len(children) - 1


def driven(corpus: Path) -> int:
    """atheris on the parsers of labels; returns its exit status, 0 where it is not installed."""
    if find_spec("atheris") is None:
        say(what="atheris", done=False, why="not installed on this system")
        return 0
    corpus.mkdir(parents=True, exist_ok=True)
    for name, body in seeds().items():
        (corpus / f"seed-{name.replace(' ', '-')}").write_bytes(body)
    before = len(list(corpus.iterdir()))
    command = [sys.executable, "-m", "bench.fuzz_target", f"-max_total_time={FUZZ_SECONDS}"]
    limits = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=65536", "-close_fd_mask=3"]
    done = subprocess.run([*command, *limits, str(corpus)], check=False)
    after = len(list(corpus.iterdir()))
    say(
        what="atheris", done=True, status=done.returncode, corpus=[before, after], where=str(corpus)
    )
    return int(done.returncode != 0)


def main() -> int:
    """Run both parts; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of real files to mutate too")
    parser.add_argument("--corpus", type=Path, default=Path("build/fuzz-corpus"))
    wanted = parser.parse_args()
    missed = through(int(os.environ.get("MANY", NUMBER)), wanted.data)
    if os.environ.get("FULL"):
        missed += driven(wanted.corpus)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""`make bench PART=dispatch`: planning and live decisions beside PyVRP, VROOM and OR-Tools.

`python -m bench.dispatch [DATA]`: DATA holds solomon/, gh1000/ and trsp/; without it (or
DISPATCH_DATA) only what needs no data is measured. Times are processor seconds. FULL=1: all.
"""

import gc
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.dispatch_house import decisions
from bench.dispatch_peers import city_day, ortools_rows
from bonafix.routing import Deadline, Job, Plan, Problem, check, plan
from bonafix.routing.assemble import assemble, finish
from bonafix.routing.checker import distance
from bonafix.routing.engines.pyvrp import Pyvrp
from bonafix.routing.engines.vroom import Vroom
from bonafix.routing.facts import Facts
from bonafix.routing.formats import load
from bonafix.routing.live.decide import decide
from bonafix.routing.simulate.city import standard
from bonafix.routing.simulate.compare import POLICIES, compare

FULL = os.environ.get("FULL") == "1"


def seconds(amount: float) -> Deadline:
    """A deadline in processor seconds."""
    return Deadline(amount, time.process_time)


def solomon(data: Path) -> Iterator[dict[str, object]]:
    """Gap to the best known distance at 10 s, ours and PyVRP alone."""
    known = dict(
        re.findall(r"^(R?C?\d+) = ([\d.]+)", (data / "solomon-100-minD.sol").read_text(), re.M)
    )
    names = sorted(known) if FULL else ["C101", "R101", "R110", "RC105", "R205", "RC207"]
    for name in names:
        problem = load(data / f"{name}.txt")
        best = float(known[name])
        ours = distance(problem, plan(problem, seconds(10))) / problem.scale
        alone = distance(problem, plan(problem, seconds(10), engines=[Pyvrp()])) / problem.scale
        gaps = {"ours_gap": 100 * (ours / best - 1), "pyvrp_gap": 100 * (alone / best - 1)}
        yield {"what": "solomon 10 s", "name": name, **gaps}


def thousand(data: Path) -> Iterator[dict[str, object]]:
    """1,000 customers at 30 s."""
    files = sorted(data.glob("*.vrp"))
    for file in files if FULL else files[::10]:
        problem = load(file)
        best = float(file.with_suffix(".sol").read_text().split("Cost")[1])
        ours = distance(problem, plan(problem, seconds(30))) / problem.scale
        yield {"what": "1,000 customers 30 s", "name": file.stem, "gap": 100 * (ours / best - 1)}


def pillac(data: Path) -> Iterator[dict[str, object]]:
    """Working time beside the published values."""
    root = next(data.rglob("pillac-minwt.sol")).parent
    text = (root / "pillac-minwt.sol").read_text()
    values = dict(re.findall(r"^(\w+\.100_25-5-5-5)=([\d.]+)$", text, re.M))
    names = sorted(values) if FULL else sorted(values)[::10]
    for name in names:
        problem = load(root / "crew25" / f"{name}.txt")
        found = plan(problem, seconds(60))
        ours, theirs = found.costs.total / problem.scale, float(values[name])
        faults = len(check(problem, found))
        yield {"what": "pillac 60 s", "name": name, "ours": ours, "published": theirs,
               "gap": 100 * (ours / theirs - 1), "faults": faults}  # fmt: skip


def days() -> Iterator[dict[str, object]]:
    """City days 300/60 and 300/45: travel hours of each engine in 15 processor seconds."""
    for technicians in (60, 45):
        for seed in range(10 if FULL else 2):
            problem = city_day(seed, technicians, 300)
            facts = Facts(problem)
            plans = {
                "ours": plan(problem, seconds(15)),
                "vroom": plan(problem, seconds(15), engines=[Vroom(3)]),
                "pyvrp": plan(problem, seconds(15), engines=[Pyvrp()]),
                "ortools": assemble(facts, ortools_rows(facts, 15), "ortools"),
            }
            hours = {name: p.costs.travel / 3600 for name, p in plans.items()}
            out = {f"{name}_left_out": len(p.unassigned) for name, p in plans.items()}
            faults = len(check(problem, plans["ours"]))
            yield {"what": f"city day 300/{technicians}", "seed": seed, **hours, **out,
                   "faults": faults}  # fmt: skip


def live() -> Iterator[dict[str, object]]:
    """Milliseconds of one urgent decision, five jobs a technician already planned."""
    for technicians in (60, 500):
        whole = city_day(1, technicians, technicians * 5 + 100)
        base, first = _loaded(whole, technicians * 5)
        gc.freeze()
        taken = []
        for job in whole.jobs[technicians * 5 :]:
            case = replace(base, jobs=(*base.jobs, job))
            began = time.process_time()
            decide(case, first, job.id)
            taken.append(1000 * (time.process_time() - began))
        taken.sort()
        yield {"what": f"urgent decision, {technicians} technicians", "p50_ms": taken[50],
               "p99_ms": taken[98]}  # fmt: skip


def _loaded(whole: Problem, jobs: int) -> tuple[Problem, Plan]:
    """Five jobs for everybody, windows open: only the time of the next decision is measured."""
    free: tuple[Job, ...] = tuple(
        replace(j, windows=(), duration=1200, skills=frozenset()) for j in whole.jobs[:jobs]
    )
    base = replace(whole, jobs=free)
    rows = [list(range(w * 5, w * 5 + 5)) for w in range(jobs // 5)]
    return base, finish(Facts(base), rows, [], "bench")


def simulation() -> Iterator[dict[str, object]]:
    """The frozen city, paired seeds."""
    found = compare(standard(), list(POLICIES), range(510, 610 if FULL else 540))
    for name in POLICIES:
        kept, late = found.mean(name, "urgent_in_time"), found.mean(name, "booked_late")
        yield {"what": "simulated day", "policy": name, "in_time": kept.mean,
               "in_time_low": kept.low, "in_time_high": kept.high, "late": late.mean}  # fmt: skip


def nightly() -> Iterator[dict[str, object]]:
    """VROOM's quick plan: jobs a processor second, and how much dearer than 15 s."""
    rates, gaps = [], []
    for seed in range(3):
        problem = city_day(seed, 60, 300)
        began = time.process_time()
        quick = plan(problem, seconds(3), engines=[Vroom(1)])
        rates.append(300 / (time.process_time() - began))
        gaps.append(100 * (quick.costs.total / plan(problem, seconds(15)).costs.total - 1))
    yield {"what": "nightly plan, one core", "jobs_per_second": statistics.mean(rates),
           "dearer_percent": float(np.mean(gaps))}  # fmt: skip


def main() -> None:
    """All parts, one JSON line a figure."""
    # As the services do once they have started: what is loaded is not looked through again.
    gc.collect()
    gc.freeze()
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("DISPATCH_DATA", "")
    parts: list[Iterator[dict[str, object]]] = [live(), decisions(), simulation()]
    parts += [nightly(), days()]
    if given:
        data = Path(given)
        parts += [solomon(data / "solomon"), thousand(data / "gh1000"), pillac(data / "trsp")]
    for part in parts:
        for line in part:
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()

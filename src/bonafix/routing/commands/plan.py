"""`bonafix plan PROBLEM [--format …] [--seconds S] [--json]`."""

import json
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bonafix.kit.errors import BonafixError
from bonafix.routing.checker import Fault, check, distance
from bonafix.routing.commands.words import DONE, MISUSED, NEGATIVE, Misuse, Parser, Put, between
from bonafix.routing.engines.base import Deadline
from bonafix.routing.formats import FORMATS, load
from bonafix.routing.model import Plan, Problem, Route
from bonafix.routing.planner import plan
from bonafix.routing.reasons import changes

EXPLAINED = 20  # so many jobs left out are explained; each takes some thinking


def run(argv: Sequence[str], out: Put, err: Put) -> int:
    """Plan a file; 0 all assigned and checked, 1 not all, 2 wrong use or unreadable input."""
    try:
        wanted = _parse(argv)
        problem = load(Path(wanted.problem), wanted.format)
    except (Misuse, BonafixError, OSError, ValueError) as wrong:
        err(f"plan: {_said(wrong)}")
        return MISUSED
    found = plan(problem, Deadline(wanted.seconds))
    faults = check(problem, found)
    out(
        json.dumps(as_dict(problem, found, faults), ensure_ascii=False)
        if wanted.json
        else _told(problem, found, faults)
    )
    return NEGATIVE if found.unassigned or faults else DONE


def _parse(argv: Sequence[str]) -> Namespace:
    parser = Parser(prog="bonafix plan", description="Who goes where and when.")
    parser.add_argument("problem", metavar="PROBLEM", help="a problem file")
    parser.add_argument("--format", choices=["auto", *FORMATS], default="auto")
    parser.add_argument(
        "--seconds", type=between(0, 86_400), default=10.0, metavar="S", help="time to plan"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser.parse_args(list(argv))


def _said(wrong: Exception) -> str:
    if isinstance(wrong, BonafixError):
        text = wrong.sentence()
    elif isinstance(wrong, OSError):
        text = f"{wrong.filename or 'file'}: {wrong.strerror or type(wrong).__name__}"
    else:
        text = str(wrong)
    return " ".join(text.split())


def as_dict(problem: Problem, found: Plan, faults: tuple[Fault, ...]) -> dict[str, Any]:
    """The answer as in schemas/plan.json; numbers in the problem's own unit."""
    scale = problem.scale
    return {
        "name": problem.name,
        "engine": found.engine,
        "distance": _unit(distance(problem, found), scale),
        "cost": _unit(found.costs.total, scale),
        "costs": {cause: _unit(value, scale) for cause, value in found.costs.split().items()},
        "routes": [_route(route, scale) for route in found.routes],
        "unassigned": list(found.unassigned),
        "reasons": [
            {"job": name, "changes": changes(problem, found, name)}
            for name in found.unassigned[:EXPLAINED]
        ],
        "checked": not faults,
        "faults": [{"rule": f.rule, "where": f.where, "what": f.what} for f in faults],
    }


def _unit(ticks: int, scale: int) -> int | float:
    return ticks if scale == 1 else round(ticks / scale, 6)


def _route(route: Route, scale: int) -> dict[str, Any]:
    return {
        "technician": route.technician,
        "leave": _unit(route.leave, scale),
        "back": _unit(route.back, scale),
        "jobs": list(route.jobs),
        "stops": [
            {
                "kind": stop.kind,
                "job": stop.job,
                "arrive": _unit(stop.arrive, scale),
                "start": _unit(stop.start, scale),
                "end": _unit(stop.end, scale),
            }
            for stop in route.stops
        ],
    }


def _told(problem: Problem, found: Plan, faults: tuple[Fault, ...]) -> str:
    scale = problem.scale
    lines = [f"{r.technician}: {' '.join(r.jobs)}" for r in found.routes if r.jobs]
    lines.append(f"distance {_unit(distance(problem, found), scale)}")
    causes = {c: _unit(v, scale) for c, v in found.costs.split().items() if v}
    split = ", ".join(f"{cause} {value}" for cause, value in causes.items())
    lines.append(f"cost {_unit(found.costs.total, scale)}" + (f" ({split})" if split else ""))
    for name in found.unassigned[:EXPLAINED]:
        what = "; ".join(changes(problem, found, name)) or "no single change helps"
        lines.append(f"left out: {name}: {what}")
    if len(found.unassigned) > EXPLAINED:
        lines.append(f"left out: {len(found.unassigned) - EXPLAINED} more")
    lines += [f"fault: {f.where}: {f.what}" for f in faults]
    lines.append("checked" if not faults else "NOT usable: the checker found faults")
    return "\n".join(lines)

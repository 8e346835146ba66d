"""`bonafix simulate-day [--city FILE] [--policy P…] [--seeds N] [--seed S] [--json]`."""

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bonafix.kit.errors import BonafixError
from bonafix.routing.commands.plan import _said
from bonafix.routing.commands.words import DONE, MISUSED, Misuse, Parser, Put, whole
from bonafix.routing.simulate.city import City, load_city, standard
from bonafix.routing.simulate.compare import MEASURES, POLICIES, Comparison, compare
from bonafix.routing.simulate.plot import svg
from bonafix.routing.simulate.statistics import Interval


def run(argv: Sequence[str], out: Put, err: Put) -> int:
    """Simulate and compare; 0 done, 2 wrong use or unreadable input."""
    try:
        wanted = _parse(argv)
        city = load_city(wanted.city) if wanted.city is not None else standard()
        names = list(dict.fromkeys(wanted.policy or POLICIES))
        found = compare(city, names, range(wanted.seed, wanted.seed + wanted.seeds))
        if wanted.svg is not None:
            wanted.svg.write_text(svg(found, f"{wanted.seeds} simulated days"), "utf-8")
    except (Misuse, BonafixError, OSError, ValueError) as wrong:
        err(f"simulate-day: {_said(wrong)}")
        return MISUSED
    out(json.dumps(as_dict(city, found)) if wanted.json else told(found))
    return DONE


def _parse(argv: Sequence[str]) -> Namespace:
    parser = Parser(prog="bonafix simulate-day", description="Policies on simulated days.")
    parser.add_argument("--city", type=Path, metavar="FILE", help="what differs from city.json")
    parser.add_argument(
        "--policy", nargs="+", choices=list(POLICIES), metavar="P", help=", ".join(POLICIES)
    )
    parser.add_argument("--seeds", type=whole(1, 10_000), default=10, metavar="N")
    parser.add_argument("--seed", type=whole(0, 10**9), default=1, metavar="S", help="the first")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="write a picture there")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser.parse_args(list(argv))


def as_dict(city: City, found: Comparison) -> dict[str, Any]:
    """The answer as in schemas/simulate_day.json."""
    names = list(found.figures)
    return {
        "city": city.model_dump(),
        "seeds": list(found.seeds),
        "policies": [
            {
                "policy": name,
                "figures": {m: _interval(found.mean(name, m)) for m in MEASURES},
                "by_seed": [asdict(m) for m in found.figures[name]],
            }
            for name in names
        ],
        "paired": [
            {
                "policy": name,
                "against": other,
                "differences": {m: _interval(found.ahead(name, other, m)) for m in MEASURES},
            }
            for name in names
            for other in names
            if name != other
        ],
    }


def _interval(one: Interval) -> dict[str, float]:
    return {"mean": round(one.mean, 4), "low": round(one.low, 4), "high": round(one.high, 4)}


def told(found: Comparison) -> str:
    """A table for people."""
    lines = [f"{len(found.seeds)} paired days; mean [95 % interval]"]
    for name in found.figures:
        kept, late = found.mean(name, "urgent_in_time"), found.mean(name, "booked_late")
        lines.append(
            f"{name:20} urgent in time {kept.mean:5.1f} % [{kept.low:.1f}, {kept.high:.1f}]   "
            f"booked late {late.mean:5.2f} % [{late.low:.2f}, {late.high:.2f}]"
        )
    last = list(found.figures)[-1]
    for name in list(found.figures)[:-1]:
        gain = found.ahead(last, name, "urgent_in_time")
        lines.append(
            f"{last} over {name}: {gain.mean:+.1f} points [{gain.low:+.1f}, {gain.high:+.1f}]"
        )
    return "\n".join(lines)

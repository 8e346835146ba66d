"""The rows on file about opening doors: repairs/data/doors.toml."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bonafix.repairs.rules.doors import Rule

FILE = Path(__file__).resolve().parent / "data" / "doors.toml"


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every row, in the order of the file."""
    return tuple(read(row) for row in tomllib.loads(FILE.read_text("utf-8"))["rule"])


def read(row: Mapping[str, Any]) -> Rule:
    """One row of the file as a rule."""
    given = dict(row)
    for name in ("identity", "witness"):
        if name in given:
            given[name] = frozenset(given[name])
    given["right"] = {name: frozenset(kinds) for name, kinds in given.get("right", {}).items()}
    return Rule(**given)

"""`bonafix editions OLD [NEW] [--json]`: what changed between two editions of the data."""

import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import NoReturn

from bonafix.places.editions import KINDS, Change, Unreadable, compare, read_edition

DONE, NEGATIVE, MISUSED = 0, 1, 2
Put = Callable[[str], object]


class _Misuse(Exception):
    pass


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Misuse(message)


def run(argv: Sequence[str], out: Put, err: Put) -> int:
    """One line for each change (JSON objects with --json), then the counts.

    0: every division that ended has a successor. 1: one at least has none, so that a person
    must say what follows. 2: wrong use or unreadable data, one line to `err`.
    """
    try:
        wanted = _parse(argv)
        old = read_edition(Path(wanted.old))
        with as_file(files("bonafix.places") / "data") as shipped:
            new = read_edition(Path(wanted.new) if wanted.new else shipped)
    except (_Misuse, Unreadable) as error:
        err(f"editions: {' '.join(str(error).split())}")
        return MISUSED
    digits = {"county": 6, "township": 9}[wanted.level]
    changes = [c for c in compare(old, new) if len(c.code) <= digits]
    for change in changes:
        out(json.dumps(_as_dict(change), ensure_ascii=False) if wanted.json else _as_line(change))
    if not wanted.json:
        counts = Counter(change.kind for change in changes)
        left = sum(change.open for change in changes)
        said = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)
        out(f"{said}; {left} without a successor")
    return NEGATIVE if any(change.open for change in changes) else DONE


def _parse(argv: Sequence[str]) -> Namespace:
    parser = _Parser(prog="bonafix editions", description="What changed between two editions.")
    parser.add_argument("old", metavar="OLD", help="folder with divisions.tsv and history.tsv")
    parser.add_argument("new", metavar="NEW", nargs="?", help="the same; default: the shipped one")
    parser.add_argument("--level", choices=("county", "township"), default="township")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser.parse_args(list(argv))


def _as_dict(change: Change) -> dict[str, object]:
    before, after = change.names
    return {
        "kind": change.kind,
        "code": change.code,
        "before": before or None,
        "after": after or None,
        "successors": list(change.successors),
        "open": change.open,
    }


def _as_line(change: Change) -> str:
    before, after = change.names
    codes = ",".join(change.successors) or "?"
    return "\t".join([change.kind, change.code, before or "-", codes, after or "-"])

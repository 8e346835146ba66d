"""`bonafix audit`: is the record whole, and is the state what the record says?"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from bonafix.cli.house import inside
from bonafix.cli.options import Subparsers, add_data


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "audit", help="check chains, anchors, state and files; status 1 when a fault is found"
    )
    add_data(parser)
    parser.add_argument(
        "--anchors",
        type=Path,
        metavar="FILE",
        help="anchors kept elsewhere (from `bonafix anchors export`)",
    )
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when nothing is wrong, 1 with the faults named."""
    if arguments.anchors:
        # Before a database is started for nothing.
        arguments.anchors.open("rb").close()
    with inside(arguments.data):
        from bonafix.ledger.audit import audit

        report = audit(arguments.anchors)
    if arguments.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
        return 1 if report.faults else 0
    for fault in report.faults:
        print(f"{fault.kind}  {fault.where}  {fault.what}")
    counts = {k: v for k, v in asdict(report).items() if k != "faults"}
    counted = ", ".join(f"{number} {name}" for name, number in counts.items())
    print(f"{len(report.faults)} faults; checked {counted}", file=sys.stderr)
    return 1 if report.faults else 0

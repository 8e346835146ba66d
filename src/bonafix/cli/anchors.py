"""`bonafix anchors export`: what somebody else keeps of the record."""

import argparse
import sys
from pathlib import Path

from bonafix.cli.house import inside
from bonafix.cli.options import Subparsers, add_data


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("anchors", help="the signed anchors of the record")
    inner = parser.add_subparsers(dest="what", required=True, metavar="export")
    export = inner.add_parser("export", help="write all anchors, to be kept elsewhere")
    add_data(export)
    export.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: the console")
    export.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """JSON lines, one for each anchor of each operator."""
    with inside(arguments.data):
        from bonafix.ledger.anchors import export_anchors
        from bonafix.operators.models import Operator

        lines = [
            line
            for operator in Operator.objects.order_by("slug")
            for line in export_anchors(operator.id)
        ]
    text = "".join(f"{line}\n" for line in lines)
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        arguments.output.write_text(text, "utf-8")
    return 0

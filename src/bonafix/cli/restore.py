"""`bonafix restore`: a house again, out of a backup and the master key."""

import argparse
from pathlib import Path

from bonafix.cli.engine import engine
from bonafix.cli.options import Subparsers


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "restore", help="make an empty folder a house again; all of it or nothing"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what `bonafix backup` wrote")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="EMPTYDIR", help="an empty or absent folder"
    )
    parser.add_argument(
        "--master-key", type=Path, required=True, metavar="FILE", help="its copy, kept elsewhere"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore and say what came back."""
    print(engine().restore(arguments.file, arguments.data, arguments.master_key))
    return 0

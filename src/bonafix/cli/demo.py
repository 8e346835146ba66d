"""`bonafix demo`: the demonstration operator in an existing house."""

import argparse

from bonafix.cli.engine import engine
from bonafix.cli.options import Subparsers, add_data


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "demo", help="make the demonstration operator with its technicians and a day of work"
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Made once; a second time it only prints the addresses and log-ins again."""
    return 0 if engine().manage(arguments.data, ["demo"]) == 0 else 2

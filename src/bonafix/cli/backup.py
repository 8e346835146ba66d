"""`bonafix backup`: database, files and wrapped keys in one file."""

import argparse
from pathlib import Path

from bonafix.cli.engine import engine
from bonafix.cli.options import Subparsers, add_data


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "backup", help="database, files and wrapped keys into one file; never the master key"
    )
    add_data(parser)
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="a file that is not there"
    )
    parser.add_argument(
        "--master-key-kept-at",
        metavar="TEXT",
        help="where a copy of the master key is kept, in your words; asked for once",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the backup and say what is in it."""
    print(engine().backup(arguments.data, arguments.output, kept_at=arguments.master_key_kept_at))
    return 0

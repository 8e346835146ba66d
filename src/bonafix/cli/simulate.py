"""`bonafix simulate-day`: policies side by side. All of it lives in `bonafix.routing`."""

import sys
from collections.abc import Sequence

from bonafix.cli.options import Subparsers


def register(subparsers: Subparsers) -> None:
    """Add the name to the help; the words after it are passed on as they are."""
    subparsers.add_parser("simulate-day", help="policies on simulated days", add_help=False)


def run(words: Sequence[str]) -> int:
    """Simulate; needs neither data folder nor database."""
    from bonafix.routing.commands import simulate

    return simulate.run(words, print, lambda line: print(line, file=sys.stderr))

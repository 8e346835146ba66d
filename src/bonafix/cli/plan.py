"""`bonafix plan`: who goes where and when. All of it lives in `bonafix.routing`."""

import sys
from collections.abc import Sequence

from bonafix.cli.options import Subparsers


def register(subparsers: Subparsers) -> None:
    """Add the name to the help; the words after it are passed on as they are."""
    subparsers.add_parser("plan", help="who goes where and when, for a file", add_help=False)


def run(words: Sequence[str]) -> int:
    """Plan a file; needs neither data folder nor database."""
    from bonafix.routing.commands import plan

    return plan.run(words, print, lambda line: print(line, file=sys.stderr))

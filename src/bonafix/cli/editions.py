"""`bonafix editions`: what changed in the list of divisions; it lives in `bonafix.places`."""

import sys
from collections.abc import Sequence

from bonafix.cli.options import Subparsers


def register(subparsers: Subparsers) -> None:
    """Add the name to the help; the words after it are passed on as they are."""
    subparsers.add_parser(
        "editions", help="what changed between two editions of the places", add_help=False
    )


def run(words: Sequence[str]) -> int:
    """Compare; needs neither data folder nor database."""
    from bonafix.places import editions_cli

    return editions_cli.run(words, print, lambda line: print(line, file=sys.stderr))

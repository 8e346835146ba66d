"""`bonafix resolve`: what division a text means. All of it lives in `bonafix.places.cli`."""

import sys
from collections.abc import Sequence

from bonafix.cli.options import Subparsers


def register(subparsers: Subparsers) -> None:
    """Add the name to the help; the words after it are passed on as they are."""
    subparsers.add_parser("resolve", help="what division a text means", add_help=False)


def run(words: Sequence[str]) -> int:
    """Resolve the texts; needs neither data folder nor database."""
    from bonafix.places import cli

    return cli.run(words, print, lambda line: print(line, file=sys.stderr))

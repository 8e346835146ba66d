"""`bonafix examine`: what can be measured in a picture. All of it lives in `examine.cli`."""

import sys
from collections.abc import Sequence

from bonafix.cli.options import Subparsers


def register(subparsers: Subparsers) -> None:
    """Add the name to the help; the words after it are passed on as they are."""
    subparsers.add_parser("examine", help="what can be measured in a picture", add_help=False)


def run(words: Sequence[str]) -> int:
    """Examine the pictures; needs neither data folder nor database."""
    from bonafix.examine import cli

    return cli.run(words, print, lambda line: print(line, file=sys.stderr))

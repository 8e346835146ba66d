"""`bonafix grade`: tracks that the law knows. All of it lives in `bonafix.law.cli`."""

import os
import sys
from collections.abc import Sequence

from bonafix.cli.options import Subparsers


def register(subparsers: Subparsers) -> None:
    """Add the name to the help; the words after it are passed on as they are."""
    subparsers.add_parser("grade", help="where stated losses may lead in law", add_help=False)


def run(words: Sequence[str]) -> int:
    """Grade; needs neither data folder nor database."""
    from bonafix.kit.clock import local, now
    from bonafix.law import cli
    from bonafix.law.words import language_of
    from bonafix.places import division

    return cli.run(
        words,
        print,
        lambda line: print(line, file=sys.stderr),
        local(now()).date(),
        lambda code: division(code) is not None,
        language_of(dict(os.environ)),
    )

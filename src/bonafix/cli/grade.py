"""`bonafix grade`: tracks that the law knows. All of it lives in `bonafix.law.cli`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bonafix.cli.options import Subparsers

if TYPE_CHECKING:
    from bonafix.law.model import Facts


def register(subparsers: Subparsers) -> None:
    """Add the name to the help; the words after it are passed on as they are."""
    subparsers.add_parser("grade", help="where stated losses may lead in law", add_help=False)


def run(words: Sequence[str]) -> int:
    """Grade; needs neither data folder nor database, but for `--claim`."""
    from bonafix.kit.clock import local, now
    from bonafix.law import cli
    from bonafix.law.words import language_of
    from bonafix.places import division

    language = language_of(dict(os.environ))
    folder = _option(words, "--data") or os.environ.get("BONAFIX_DATA") or "data"
    return cli.run(
        words,
        print,
        lambda line: print(line, file=sys.stderr),
        local(now()).date(),
        lambda code: division(code) is not None,
        language,
        lambda number, region: _of_claim(Path(folder), number, region, language),
    )


def _option(words: Sequence[str], name: str) -> str:
    for at, word in enumerate(words):
        if word == name and at + 1 < len(words):
            return words[at + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return ""


def _of_claim(folder: Path, number: str, region: str | None, language: str) -> "Facts":
    """What the case's record states; other claims of the same person are a person's to add."""
    from bonafix.cli.house import inside

    with inside(folder):
        from bonafix.claims.lawful import Stated, facts_of
        from bonafix.claims.queries import claim_by_number
        from bonafix.cli.evidence import operator_of
        from bonafix.operators.tenancy import act_as

        with act_as(operator_of(number, None).id):
            _case, claim = claim_by_number(number)
            return facts_of(claim, Stated(region=region), language)

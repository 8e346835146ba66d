"""`bonafix`: parses the command line and turns every failure into one line and a status."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import psycopg
from django.db.utils import DatabaseError, OperationalError

from bonafix.cli import (
    admin,
    anchors,
    audit,
    backup,
    check,
    demo,
    editions,
    evidence,
    examine,
    files,
    grade,
    packings,
    plan,
    providers,
    resolve,
    restore,
    simulate,
    transfer,
    trust,
    up,
)
from bonafix.kit.errors import BonafixError

WRONG = 2
EXPECTED = (
    BonafixError,
    OSError,
    UnicodeDecodeError,
    psycopg.Error,
    DatabaseError,
    KeyboardInterrupt,
)
COMMANDS = (
    up,
    admin,
    demo,
    resolve,
    editions,
    examine,
    check,
    grade,
    audit,
    anchors,
    backup,
    restore,
    files,
    evidence,
    transfer,
    packings,
    trust,
    plan,
    providers,
    simulate,
)
# Libraries with a command line of their own; their words are passed on as they are.
OWN = {
    "resolve": resolve.run,
    "editions": editions.run,
    "examine": examine.run,
    "grade": grade.run,
    "plan": plan.run,
    "simulate-day": simulate.run,
}


class _Parser(argparse.ArgumentParser):
    """One line on wrong use, where argparse would print the whole usage."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(WRONG)


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = _Parser(prog="bonafix", description="Bonafix 诚修: after-sales service on the record.")
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(subparsers)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, 1 or 2. Never a traceback."""
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else WRONG
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRONG
    except EXPECTED as error:
        print(f"bonafix: {' '.join(_sentence(error).split())}", file=sys.stderr)
        return WRONG


def _run(words: list[str]) -> int:
    if words and words[0] in OWN:
        return OWN[words[0]](words[1:])
    arguments = parser().parse_args(words)
    return int(arguments.run(arguments))


def _sentence(error: BaseException) -> str:
    """What to say; an exception's own text may hold addresses with passwords, or data."""
    if isinstance(error, BonafixError):
        return error.sentence()
    if isinstance(error, psycopg.OperationalError | OperationalError):
        return "the database does not answer; is DATABASE_URL right?"
    if isinstance(error, psycopg.Error | DatabaseError):
        kind = type(error.__cause__ or error).__name__
        return f"the database is not as this version expects it ({kind}); run `bonafix up` once"
    if isinstance(error, UnicodeDecodeError):
        return f"this is not UTF-8 text: byte {error.start + 1} cannot be read"
    if isinstance(error, OSError):
        return f"{error.filename or 'system'}: {error.strerror or type(error).__name__}"
    return "interrupted"


if __name__ == "__main__":
    sys.exit(main())

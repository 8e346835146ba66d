"""`bonafix resolve TEXT… | --file F [--json]`: the part that does not know about processes."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from bonafix.places.model import Division, Resolution
from bonafix.places.resolver import resolve

DONE, NEGATIVE, MISUSED = 0, 1, 2
Put = Callable[[str], object]


class Misuse(Exception):
    """Wrong use or unreadable input; the message is one line that says what and where."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Misuse(message)


def run(argv: Sequence[str], out: Put, err: Put) -> int:
    """Resolve every text, write one line each to `out`, give the exit status.

    0: every text is resolved. 1: one at least is historical, special, ambiguous or none.
    2: wrong use or unreadable input, with one line to `err` and nothing to `out`.
    With --json one JSON object a line, as in schemas/resolve.json.
    """
    try:
        wanted = _parse(argv)
        texts = _texts(wanted)
    except Misuse as misuse:
        err(f"resolve: {' '.join(str(misuse).split())}")
        return MISUSED
    negative = False
    for text in texts:
        answer = resolve(text)
        negative = negative or answer.status != "resolved"
        out(as_json(text, answer) if wanted.json else as_line(text, answer))
    return NEGATIVE if negative else DONE


def _parse(argv: Sequence[str]) -> Namespace:
    parser = _Parser(prog="bonafix resolve", description="What division a text means.")
    parser.add_argument("texts", nargs="*", metavar="TEXT")
    parser.add_argument("--file", metavar="F", help="one text a line, UTF-8")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    wanted = parser.parse_args(list(argv))
    if bool(wanted.texts) == bool(wanted.file):
        raise Misuse("give either texts or --file F")
    return wanted


def _texts(wanted: Namespace) -> list[str]:
    if not wanted.file:
        return [str(t) for t in wanted.texts]
    try:
        content = Path(wanted.file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "cannot be opened"
        raise Misuse(f"{wanted.file}: {reason}") from error
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        at = content[: error.start].count(b"\n") + 1
        raise Misuse(f"{wanted.file}: line {at} is not UTF-8") from error
    return [line for line in lines if line.strip()]


def as_dict(text: str, answer: Resolution) -> dict[str, object]:
    """The answer in the shape of schemas/resolve.json."""
    return {
        "text": text,
        "status": answer.status,
        "code": answer.division.code if answer.division else None,
        "name": answer.division.name if answer.division else None,
        "candidates": [{"code": d.code, "name": d.name} for d in answer.candidates],
        "rest": answer.rest,
        "trace": [str(step) for step in answer.trace],
    }


def as_json(text: str, answer: Resolution) -> str:
    """One line of JSON; characters that are half of a pair are escaped, not refused."""
    line = json.dumps(as_dict(text, answer), ensure_ascii=False)
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def as_line(text: str, answer: Resolution) -> str:
    """For people: text, status, code, name, then the reason when it is not plain."""
    parts = [" ".join(text.split()), answer.status, *_named(answer.division)]
    if answer.status != "resolved":
        parts += [str(step) for step in answer.trace]
    return "\t".join(parts).encode("utf-8", "replace").decode("utf-8")


def _named(division: Division | None) -> tuple[str, str]:
    return (division.code, division.name) if division else ("-", "-")

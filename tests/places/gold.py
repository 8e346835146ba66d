"""The two lists of addresses with the division each means, and how an answer is judged."""

from dataclasses import dataclass
from pathlib import Path

from bonafix.places import Resolution, resolve
from bonafix.places.gazetteer import Gazetteer

HERE = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Case:
    text: str
    wanted: tuple[str, ...]  # several: ambiguous; none: no place
    count: int
    note: str


class BadCases(Exception):
    """A case file that cannot be used; the message says what and where."""


def seeds() -> list[Case]:
    """The user's 359 areas."""
    return read(HERE / "seed_places_gold.tsv")


def hard() -> list[Case]:
    """159 hand-made hard cases."""
    return read(HERE / "hard_addresses.tsv")


def own() -> list[Case]:
    """427 more, written before the resolver was tried on them."""
    return read(HERE / "own_hard_cases.tsv")


def read(path: Path) -> list[Case]:
    """A case file, in either format: its head says which.

    text, resolved_name, code, level, note: one division each. text, gold_code,
    level_or_ncand, category, candidates: a code, AMBIG (how many, and which), or NONE.
    """
    try:
        head, *lines = path.read_text("utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        raise BadCases(f"{path}: cannot be read as UTF-8 text") from error
    columns = head.split("\t")
    of = {"resolved_name": _plain, "gold_code": _hard}.get([*columns, "", ""][1])
    if columns[0] != "text" or of is None:
        raise BadCases(f"{path}: the head must begin text, gold_code or text, resolved_name, code")
    found = []
    for number, line in enumerate(lines, 2):
        try:
            found.append(of(line.split("\t") + [""] * 5))
        except ValueError as error:
            raise BadCases(f"{path}: line {number} cannot be read") from error
    return found


def _plain(cells: list[str]) -> Case:
    text, _, code, level, note, *_ = cells
    return Case(text, (_code(code),), 1, f"{level} {note}")


def _hard(cells: list[str]) -> Case:
    text, code, count, category, listed, *_ = cells
    if code in ("AMBIG", "NONE"):
        wanted = listed.rstrip("…").split(",") if code == "AMBIG" else []
        return Case(text, tuple(wanted), int(count), category)
    return Case(text, (_code(code),), 1, category)


def _code(text: str) -> str:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return Gazetteer.canonical(text)


def meant(answer: Resolution) -> tuple[str, ...]:
    """The divisions of today an answer points at."""
    if answer.status == "resolved" and answer.division:
        return (answer.division.code,)
    return tuple(d.code for d in answer.candidates)


def verdict(case: Case, answer: Resolution | None = None) -> str:
    """right, shallow (an ancestor), wrong, guessed (several or none wanted), or missed."""
    answer = answer or resolve(case.text)
    codes = meant(answer)
    if case.count == 1:
        return _one(case.wanted[0], codes)
    if not case.wanted:
        return "guessed" if codes else "right"
    if len(codes) == 1:
        return "guessed"
    listed = {Gazetteer.canonical(c) for c in case.wanted}
    whole = len(listed) == case.count
    same = set(codes) == listed if whole else listed - {""} <= {*codes} and len(codes) == case.count
    return "right" if same else "missed"


def _one(wanted: str, codes: tuple[str, ...]) -> str:
    if codes == (wanted,):
        return "right"
    if len(codes) != 1:
        return "missed"
    return "shallow" if wanted.startswith(codes[0]) else "wrong"

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


def _rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()[1:]
    return [line.split("\t") + [""] * 5 for line in lines]


def seeds() -> list[Case]:
    """The user's 359 areas."""
    found = []
    for text, _, code, level, note, *_ in _rows("seed_places_gold.tsv"):
        found.append(Case(text, (Gazetteer.canonical(code),), 1, f"{level} {note}"))
    return found


def hard() -> list[Case]:
    """159 hand-made hard cases."""
    return _hard("hard_addresses.tsv")


def own() -> list[Case]:
    """427 more, written before the resolver was tried on them."""
    return _hard("own_hard_cases.tsv")


def _hard(name: str) -> list[Case]:
    found = []
    for text, code, count, category, listed, *_ in _rows(name):
        if code in ("AMBIG", "NONE"):
            wanted = listed.rstrip("…").split(",") if code == "AMBIG" else []
            found.append(Case(text, tuple(wanted), int(count), category))
        else:
            found.append(Case(text, (Gazetteer.canonical(code),), 1, category))
    return found


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

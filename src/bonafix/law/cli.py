"""`bonafix grade`: the part that does not know about processes. Nothing is ever sent."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

from bonafix.kit.errors import BonafixError
from bonafix.law import documents
from bonafix.law.errors import BadFacts
from bonafix.law.grader import grade
from bonafix.law.model import Act, Facts, Grade
from bonafix.law.reading import day, load, money
from bonafix.law.regions import region_code
from bonafix.law.showing import as_dict
from bonafix.law.telling import as_text

DONE, NEGATIVE, MISUSED = 0, 1, 2
LANGUAGES = {"zh": "zh_Hans", "en": "en"}
Put = Callable[[str], object]


class Misuse(Exception):
    """Wrong use; the message is one line that says what and where."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Misuse(message)


def run(
    argv: Sequence[str],
    out: Put,
    err: Put,
    today: date,
    is_place: Callable[[str], bool] = lambda _code: True,
    language: str = "zh_Hans",
    of_claim: "OfClaim | None" = None,
) -> int:
    """Grade what is stated and write it to `out`; give the exit status.

    0: at least one track. 1: none. 2: wrong use or unreadable input, with one line to `err` and
    nothing to `out`. `today` is the day in China when no other is given; `is_place` says whether
    a division's code exists; `of_claim` reads a case by its number and the stated place, where
    there are cases. With --json one object as in schemas/grade.json.
    """
    try:
        wanted = _parse(argv)
        facts, as_of = _facts(wanted, today, of_claim)
        _check_places(facts, is_place)
        answer = grade(facts, as_of)
        spoken = LANGUAGES.get(wanted.language, language)
        written = _write(wanted, answer, spoken)
    except (Misuse, BonafixError, OSError, ValueError) as wrong:
        err(f"grade: {_said(wrong)}")
        return MISUSED
    if wanted.json:
        out(json.dumps(as_dict(answer, spoken, written), ensure_ascii=False))
    else:
        out("\n".join([as_text(answer, spoken), *written]))
    return DONE if answer.tracks else NEGATIVE


def _parse(argv: Sequence[str]) -> Namespace:
    parser = _Parser(
        prog="bonafix grade",
        description="Which tracks the law knows for stated losses; no verdict.",
    )
    parser.add_argument("--loss", metavar="YUAN", help="the loss of one claim, like 1234.50")
    parser.add_argument("--region", metavar="CODE", help="division of the act, 2, 4, 6 or 9 digits")
    parser.add_argument("--acted", metavar="DATE", help="day of the act, YYYY-MM-DD")
    parser.add_argument(
        "--acts", type=Path, metavar="FILE", help="several claims: schemas/acts.json"
    )
    parser.add_argument("--claim", metavar="NUMBER", help="a claim of the house in --data DIR")
    parser.add_argument("--data", metavar="DIR", help="the data folder of --claim")
    parser.add_argument("--as-of", metavar="DATE", help="day as of which is asked; else today")
    parser.add_argument("--decided", metavar="DATE", help="day of the authority's decision")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--language", choices=sorted(LANGUAGES), help="of the sentences")
    parser.add_argument(
        "--documents", type=Path, metavar="DIR", help="write drafts for a person there"
    )
    parser.add_argument("--pdf", action="store_true", help="the drafts as PDF, too")
    wanted = parser.parse_args(list(argv))
    single = (wanted.loss, wanted.region, wanted.acted)
    if wanted.claim is not None:
        if wanted.acts is not None or wanted.loss is not None or wanted.acted is not None:
            raise Misuse("--claim NUMBER says it all but the place; leave out the others")
        return wanted
    if wanted.acts is not None and any(one is not None for one in single):
        raise Misuse("--acts FILE says it all; leave out --loss, --region and --acted")
    if wanted.acts is None and (wanted.loss is None or wanted.acted is None):
        raise Misuse("give --loss YUAN --region CODE --acted DATE, or --acts FILE")
    if wanted.pdf and wanted.documents is None:
        raise Misuse("--pdf needs --documents DIR")
    return wanted


OfClaim = Callable[[str, str | None], Facts]


def _facts(wanted: Namespace, today: date, of_claim: OfClaim | None) -> tuple[Facts, date]:
    given = _day("--as-of", wanted.as_of) if wanted.as_of is not None else None
    decided = _day("--decided", wanted.decided) if wanted.decided is not None else None
    if wanted.claim is not None:
        if of_claim is None:
            raise Misuse("--claim needs a house; here is only the library")
        place = region_code(wanted.region, "--region") if wanted.region is not None else None
        return replace(of_claim(wanted.claim, place), decided=decided), given or today
    if wanted.acts is not None:
        facts, own = load(wanted.acts)
        if decided is not None:
            facts = replace(facts, decided=decided)
        return facts, given or own or today
    as_of = given or today
    acted = _day("--acted", wanted.acted)
    if acted > as_of:
        raise BadFacts(where="--acted", wrong=f"{acted} lies after {as_of}, as of which is asked")
    region = region_code(wanted.region, "--region") if wanted.region is not None else None
    act = Act("1", acted, _amount(wanted.loss), region)
    return Facts((act,), decided=decided), as_of


def _day(where: str, text: str) -> date:
    try:
        return day(text)
    except ValueError as error:
        raise BadFacts(where=where, wrong=str(error)) from error


def _amount(text: str) -> int:
    try:
        return money(text)
    except ValueError as error:
        raise BadFacts(where="--loss", wrong=str(error)) from error


def _check_places(facts: Facts, is_place: Callable[[str], bool]) -> None:
    for act in facts.acts:
        if act.region is not None and not is_place(act.region):
            wrong = f"“{act.region}” is not in the list of divisions"
            raise BadFacts(where=f"region of {act.id}", wrong=wrong)


def _write(wanted: Namespace, answer: Grade, language: str) -> list[str]:
    if wanted.documents is None:
        return []
    return [str(path) for path in documents.write(answer, wanted.documents, language, wanted.pdf)]


def _said(wrong: Exception) -> str:
    if isinstance(wrong, BonafixError):
        sentence = wrong.sentence()
    elif isinstance(wrong, OSError):
        sentence = f"{wrong.filename or 'file'}: {wrong.strerror or type(wrong).__name__}"
    else:
        sentence = str(wrong)
    return " ".join(sentence.split())

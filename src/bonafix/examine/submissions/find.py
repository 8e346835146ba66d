"""The pictures of one claim held beside each other: findings for each, by its name."""

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from bonafix.examine.compare.evidence import side_by_side
from bonafix.examine.model import Attachment, Finding, Options, Picture, Region, Strength
from bonafix.examine.reading.reader import Reader
from bonafix.examine.submissions import words
from bonafix.examine.submissions.codes import Code, Verdictless, pairs
from bonafix.examine.submissions.reading import PLACE, SEEN

NAME = "submissions"


def between(reader: Reader, pictures: Sequence[Picture]) -> dict[str, list[Finding]]:
    """`contradiction`, `codes_agree` or `cannot_compare` for each two pictures that show codes.

    A finding stands at both pictures; pictures are read in the child, one after another.
    """
    if len(pictures) < 2:
        return {}
    seen = [_codes(reader, picture) for picture in pictures]
    found: dict[str, list[Finding]] = {}
    for pair in pairs([[code for code, _ in one] for one in seen]):
        names = pictures[pair.first].name, pictures[pair.second].name
        crops = _crops(pair, seen)
        regions = _regions(pair, seen)
        for mine, other in ((0, 1), (1, 0)):
            told = _finding(pair, mine, names[other], regions[mine], crops)
            found.setdefault(names[mine], []).append(told)
    return found


def _codes(reader: Reader, picture: Picture) -> list[tuple[Code, Finding]]:
    told = reader.analyse([picture], [PLACE], Options()).findings
    return [(Code(**json.loads(dict(one.params)["code"])), one) for one in told if one.kind == SEEN]


def _at(pair: Verdictless, seen: list[list[tuple[Code, Finding]]]) -> list[Finding]:
    """The findings of the child on the two codes that are spoken of."""
    if pair.codes is None:
        return []
    places = zip((pair.first, pair.second), pair.codes, strict=True)
    return [next(one for code, one in seen[at] if code == wanted) for at, wanted in places]


def _regions(pair: Verdictless, seen: list[list[tuple[Code, Finding]]]) -> list[Region | None]:
    return [one.region for one in _at(pair, seen)] or [None, None]


def _crops(pair: Verdictless, seen: list[list[tuple[Code, Finding]]]) -> tuple[Attachment, ...]:
    """Both codes beside each other, where they differ."""
    if pair.answer != "differ":
        return ()
    parts = [one.attachments[0].content for one in _at(pair, seen)]
    decoded = [cv2.imdecode(np.frombuffer(part, np.uint8), cv2.IMREAD_COLOR) for part in parts]
    if any(one is None for one in decoded):
        return ()
    image = side_by_side([np.asarray(one, np.uint8) for one in decoded], 360)
    return (Attachment("codes.jpg", bytes(cv2.imencode(".jpg", image)[1])),)


def _finding(
    pair: Verdictless,
    mine: int,
    other: str,
    region: Region | None,
    crops: tuple[Attachment, ...],
) -> Finding:
    params = [("reference", Path(other).name)]
    if pair.codes is None:
        return Finding(
            NAME, "cannot_compare", "hint", words.CANNOT, words.CANNOT_LIMITS,
            params=tuple(params), reference=other,
        )  # fmt: skip
    ours, theirs = pair.codes[mine], pair.codes[1 - mine]
    params += [("mine", ours.value.lstrip("0")), ("theirs", theirs.value.lstrip("0"))]
    kind, text, limits, strength = _said(pair, ours)
    return Finding(
        NAME, kind, strength, text, limits, params=tuple(params), region=region,
        reference=other, attachments=crops,
    )  # fmt: skip


def _said(pair: Verdictless, ours: Code) -> tuple[str, str, str, Strength]:
    if pair.answer == "agree":
        return "codes_agree", words.AGREE, words.AGREE_LIMITS, "weak"
    if ours.sort == "serial":
        return "contradiction", words.SERIALS_DIFFER, words.DIFFER_LIMITS, "strong"
    return "contradiction", words.ARTICLES_DIFFER, words.DIFFER_LIMITS, "moderate"

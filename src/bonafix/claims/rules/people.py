"""Who may decide, and what a decision must say. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bonafix.kit.errors import Invalid, NotAllowed

LEAST_REASON: Final = 12
LONGEST_REASON: Final = 2000
# What nobody here may call a person; a finding describes pictures.
ACCUSING: Final = re.compile(
    r"造假|假冒者|骗子|欺诈|诈骗|诈欺|骗取|骗钱|骗退款|薅羊毛|恶意买家|恶意退款|作弊|说谎|撒谎|讹|"
    r"\bfraud\w*|\bfak(?:e|ed|er|ing)\b|\bcheat\w*|\bliar\b|\blying\b|\bscam\w*|\bforg(?:ed|er|ery)\b",
    re.IGNORECASE,
)


class ConflictOfInterest(NotAllowed):
    """Somebody else must look at it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "conflict_of_interest",
            "Somebody else must decide this: you were part of it before.",
        )
        self.why = why


class Accusing(Invalid):
    """Words that call somebody something."""

    code = "accusing_words"
    field = "reasons"
    text = "Please describe what the pictures and papers show, not what somebody is: “%(word)s”."


@dataclass(frozen=True, slots=True)
class Before:
    """Who has done what in a claim; labels as the record has them (kind:id)."""

    took_part: frozenset[str]
    proposed: frozenset[str]
    decided: frozenset[str]


def check_reviewer(
    label: str, own_parties: Collection[UUID], parties: Collection[UUID], before: Before
) -> None:
    """`ConflictOfInterest` for a party, its people, and whoever acted for one, decided, or
    proposed what is now looked at a second time."""
    if set(own_parties) & set(parties):
        raise ConflictOfInterest("party")
    for why, labels in (
        ("took_part", before.took_part),
        ("proposed", before.proposed),
        ("decided", before.decided),
    ):
        if label in labels:
            raise ConflictOfInterest(why)


def check_reasons(text: str) -> str:
    """The reasons with single spaces, 12 to 2,000 signs, without accusing words. `Invalid`."""
    clean = "\n".join(" ".join(line.split()) for line in text.replace("\x00", "").splitlines())
    clean = clean.strip()
    if sum(sign.isalnum() for sign in clean) < LEAST_REASON:
        raise Invalid(
            "reasons_needed",
            "Please write the reasons in a few words, so that both sides can follow them.",
            field="reasons",
        )
    if len(clean) > LONGEST_REASON:
        raise Invalid(
            "reasons_too_long", "The reasons are longer than 2,000 signs.", field="reasons"
        )
    return check_words(clean)


def check_words(text: str) -> str:
    """The text itself; `Accusing` when it calls somebody something."""
    found = ACCUSING.search(text)
    if found:
        raise Accusing(word=found[0])
    return text

"""What a rule is, what is stated about a case, what the grader answers. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bonafix.kit.money import Fen

Mark = Literal["V", "S", "M"]  # read in the text | secondary source | unverified (未核实)
AppliesBy = Literal["act_date", "decision_date", "transaction_date"]
Treatment = Literal["open", "punished", "settled"]
State = Literal["met", "not_met", "unstated", "depends", "for_authority"]
Status = Literal["exists", "reached", "depends", "below", "no_figure", "time_limit_passed"]
LEVELS = ("large", "huge", "especially_huge")
LEVEL_NAMES = {"large": "数额较大", "huge": "数额巨大", "especially_huge": "数额特别巨大"}


@dataclass(frozen=True, slots=True)
class Words:
    """One text of the data files in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The Chinese for `zh_Hans`, else the English."""
        return self.zh if language.startswith("zh") else self.en


class Money(int):
    """Fen inside a sentence; shown as yuan."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: a msgid with %(name)s places, and what fills them."""

    text: str
    params: tuple[tuple[str, "str | int | date | Words | Said"], ...] = ()


def said(text: str, **params: "str | int | date | Words | Said") -> Said:
    """A sentence with its parameters."""
    return Said(text, tuple(params.items()))


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One dated rule as data/rules/*.toml has it.

    `series` joins the versions of one rule; within it and one region they do not overlap in
    time. `regions` are code prefixes (GB/T 2260), empty for the whole country.
    `effective_from` None: not on file, then also named in `unverified`; `effective_to` is the
    last day. `value` holds yuan, months, years or names. `unverified` names fields of which no
    source is on file; `quote_mark` belongs to the quote's wording, `mark` to the content.
    """

    id: str
    kind: str
    track: str
    series: str
    law: Words
    article: str
    title: Words
    version: Words
    applies_by: AppliesBy
    source: Words
    mark: Mark
    verified_on: str
    review_due: date
    doc_no: str = ""
    quote: str = ""
    quote_mark: Mark = "V"
    regions: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    note: Words | None = None
    unverified: tuple[str, ...] = ()
    value: dict[str, object] = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Whether the rule is in force on a day of Asia/Shanghai, as far as dates are on file."""
        began = self.effective_from is None or self.effective_from <= day
        return began and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Finding:
    """A measured finding, as `bonafix examine` words it; `limits`: what it does not show."""

    statement: str
    limits: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """A further stated loss."""

    what: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class Act:
    """One claim as somebody stated it; nothing here is a finding of the software.

    `acted` is the day in Asia/Shanghai, `region` a code of 2, 4, 6 or 9 digits or None.
    `treated_on` is when it was punished or settled; `found_on` when the police learned of it.
    """

    id: str
    acted: date
    goods: Fen
    region: str | None = None
    freight: Fen = 0
    others: tuple[Other, ...] = ()
    treatment: Treatment | None = None
    treated_on: date | None = None
    found_on: date | None = None
    known_on: date | None = None
    order: str = ""
    deception: str = ""
    relied: bool | None = None
    compensation: bool | None = None  # punitive damages were asked for, not only a refund
    findings: tuple[Finding, ...] = ()
    producer_code: str = ""
    content_number: str = ""

    @property
    def loss(self) -> Fen:
        """Goods + freight + stated others, in fen."""
        return self.goods + self.freight + sum(other.amount for other in self.others)

    @property
    def key(self) -> tuple[date, str]:
        """What acts are sorted by, so that their order in a file does not matter."""
        return self.acted, self.id


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A named person has checked an unverified rule at its source."""

    rule: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Platform:
    """What a platform's own record shows: fact → true, false or a number; absent: unstated."""

    name: str
    transaction_on: date | None = None
    decided_on: date | None = None
    record: tuple[tuple[str, bool | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything stated about one person's claims and, maybe, about the platform's handling."""

    acts: tuple[Act, ...]
    person: str = ""
    same_person: str = ""  # on what it rests that the accounts belong to one person
    decided: date | None = None
    platform: Platform | None = None
    merchant: str = ""
    confirmations: tuple[Confirmation, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a track and how the stated facts stand to it."""

    name: str
    state: State
    text: Said


@dataclass(frozen=True, slots=True)
class Threshold:
    """Amounts in fen, each from low to high: equal where a figure is fixed, else a range."""

    large: tuple[Fen, Fen]
    huge: tuple[Fen, Fen]
    especially_huge: tuple[Fen, Fen]
    own_figure: bool


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A period for one act: until which day, and `open`, `passed` or `unstated` as of the day."""

    act: str
    rule: Rule
    name: str
    until: date | None
    state: Literal["open", "passed", "unstated"]


@dataclass(frozen=True, slots=True)
class Track:
    """One way that the law knows. Never a verdict: `conditions` say what is stated and what not.

    `level` is the amount's tier that is reached whatever the place's own figure, `possible` the
    highest that a range leaves open; None where there is none. `notes` explain the choice.
    """

    kind: str
    rule: Rule
    figures: Rule | None
    acts: tuple[str, ...]
    loss: Fen
    status: Status
    regions: tuple[str, ...] = ()
    cumulation: Rule | None = None
    threshold: Threshold | None = None
    level: str | None = None
    possible: str | None = None
    conditions: tuple[Condition, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    notes: tuple[Said, ...] = ()

    @property
    def mark(self) -> Mark:
        """The weakest mark among the rules that the track rests on."""
        marks = [self.rule.mark] + ([self.figures.mark] if self.figures else [])
        return max(marks, key="VSM".index)

    @property
    def sum_mark(self) -> Mark | None:
        """The mark of the rule by which several acts were added up; None where none was."""
        return self.cumulation.mark if self.cumulation else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An act that does not count, and why: `punished`, `settled` or `after_as_of`."""

    act: str
    reason: str
    loss: Fen


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of the platform: what its record shows, if anything.

    `state`: kept, not_kept, unstated, not_in_force, or not_asked (its occasion did not arise).
    """

    rule: Rule
    state: Literal["kept", "not_kept", "unstated", "not_in_force", "not_asked"]
    record: str
    shown: bool | int | None


@dataclass(frozen=True, slots=True)
class Route:
    """Where a complaint about the platform may go; `state` of what the route asks."""

    rule: Rule
    state: Literal["open", "met", "unstated", "not_met", "not_in_force", "not_a_route"]
    authority: str


@dataclass(frozen=True, slots=True)
class PlatformGrade:
    """The platform's duties by their record, and the routes."""

    name: str
    duties: tuple[Duty, ...]
    routes: tuple[Route, ...]
    notes: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """The answer. `loss` is the largest sum within two years of acts neither punished nor settled.

    `counted` are those acts, `in_sum` the ids of those within the two years of `loss`.
    `tracks` lists what the stated facts reach, may reach, or need no amount for;
    `not_reached` what they do not.
    """

    facts: Facts
    as_of: date
    loss: Fen
    in_sum: tuple[str, ...]
    counted: tuple[Act, ...]
    left_out: tuple[LeftOut, ...]
    tracks: tuple[Track, ...]
    not_reached: tuple[Track, ...]
    unstated: tuple[Said, ...]
    platform: PlatformGrade | None = None

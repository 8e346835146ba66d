"""Opening a door: what has to be shown, by region and day, and who may be sent. Pure.

Whatever is not on file for a region is as strict as the strictest that is on file anywhere.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from bonafix.kit.errors import Invalid
from bonafix.places import is_within

PREMISES: Final = ("home", "company", "vehicle")
# 开锁登记单: three months at least, whatever a rule on file says.
KEPT_DAYS: Final = 92
# Why a lock is not opened. None of these words says anything about a person.
DECLINE: Final = ("no_identity", "no_right", "no_witness", "unsure", "customer_asks")
# A witness who stands in for the missing office shows who they are.
GUARANTOR: Final = "guarantor"
READ: Final = "V"
LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated row; a point that is None is not named by it."""

    id: str
    region: str
    law: Mapping[str, str]
    source: Mapping[str, str]
    mark: str
    article: str = ""
    since: date | None = None
    until: date | None = None
    identity: frozenset[str] | None = None
    right: Mapping[str, frozenset[str]] = field(default_factory=dict)
    witness: frozenset[str] | None = None
    keep_number: bool | None = None
    kept_days: int | None = None

    def holds(self, on: date) -> bool:
        """True on its days; a first day that is not on file is long past."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be shown at one place on one day.

    `rules` are those on file for the place; `unverified` is True unless each point comes from
    one that was read in the text itself. `right` is by kind of premises, as in PREMISES.
    """

    identity: frozenset[str]
    right: Mapping[str, frozenset[str]]
    witness: frozenset[str]
    keep_number: bool
    kept_days: int
    rules: tuple[Rule, ...]
    unverified: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What the technician was shown, and by whom it was seen. Numbers and names are personal."""

    premises: str
    identity: str
    right: str
    witness: str
    witness_name: str = field(repr=False)
    identity_number: str = field(default="", repr=False)
    witness_number: str = field(default="", repr=False)


def needs(rules: Iterable[Rule], place_code: str, on: date) -> Needs:
    """What has to be shown in a place on a day."""
    everywhere = [rule for rule in rules if rule.holds(on)]
    here = [rule for rule in everywhere if rule.region and is_within(place_code, rule.region)]

    def among(point: Callable[[Rule], frozenset[str] | None]) -> frozenset[str]:
        own = _common(here, point)
        return own if own is not None else _common(everywhere, point) or frozenset()

    return Needs(
        identity=among(lambda rule: rule.identity),
        right={name: among(lambda rule, name=name: rule.right.get(name)) for name in PREMISES},  # type: ignore[misc]
        witness=among(lambda rule: rule.witness),
        keep_number=any(rule.keep_number for rule in _naming(here, everywhere, "keep_number")),
        kept_days=max(
            [KEPT_DAYS, *(r.kept_days or 0 for r in _naming(here, everywhere, "kept_days"))]
        ),
        rules=tuple(here),
        unverified=not _read(here),
    )


def _common(
    rules: Sequence[Rule], point: Callable[[Rule], frozenset[str] | None]
) -> frozenset[str] | None:
    """What every rule that names this point accepts; None when none does."""
    named = [one for rule in rules if (one := point(rule)) is not None]
    return frozenset.intersection(*named) if named else None


def _naming(here: Sequence[Rule], everywhere: Sequence[Rule], name: str) -> list[Rule]:
    named = [rule for rule in here if getattr(rule, name) is not None]
    return named or [rule for rule in everywhere if getattr(rule, name) is not None]


def _read(here: Sequence[Rule]) -> bool:
    """True when every point is named by a rule for this place that was read in its text."""
    read = [rule for rule in here if rule.mark == READ]
    named = {name for name in PREMISES for rule in read if name in rule.right}
    points = ("identity", "witness", "keep_number", "kept_days")
    return named == set(PREMISES) and all(
        any(getattr(rule, point) is not None for rule in read) for point in points
    )


def check_shown(asked: Needs, shown: Shown) -> None:
    """`Invalid` names the first thing that is missing; nothing about the person is in it."""
    if shown.premises not in PREMISES:
        raise Invalid("premises_unknown", "Please say what is to be opened.", field="premises")
    if shown.identity not in asked.identity:
        raise Invalid(
            "identity_not_seen",
            "Here one of the listed documents of identity has to be seen.",
            field="identity",
        )
    if asked.keep_number:
        _written(shown.identity_number, "identity_number")
    if shown.right not in asked.right[shown.premises]:
        raise Invalid(
            "right_not_seen",
            "Here one of the listed papers has to show the right to these premises.",
            field="right",
        )
    _check_witness(asked, shown)


def _check_witness(asked: Needs, shown: Shown) -> None:
    if shown.witness not in asked.witness:
        raise Invalid(
            "no_witness", "Here one of the listed witnesses has to be present.", field="witness"
        )
    _written(shown.witness_name, "witness_name")
    if shown.witness == GUARANTOR:
        _written(shown.witness_number, "witness_number")


def _written(text: str, name: str) -> None:
    if not text.strip() or len(text) > LONGEST or not text.isprintable():
        raise Invalid("proof_incomplete", "Please fill this in; it is kept sealed.", field=name)


@dataclass(frozen=True, slots=True)
class Span:
    """Where and when a permit holds: from included, to not included."""

    region: str
    since: datetime
    until: datetime


def is_permitted(held: Iterable[Span], place_code: str, start: datetime, end: datetime) -> bool:
    """True when one permit alone holds at this place from `start` until `end`, both included."""
    return bool(place_code) and any(
        one.since <= start and end < one.until and is_within(place_code, one.region) for one in held
    )

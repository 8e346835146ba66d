"""The dated rules: read from data/rules/*.toml, checked, and chosen by day and region."""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import combinations
from typing import Any

from bonafix.law.errors import BadRule
from bonafix.law.model import Rule, Words

DATA = files("bonafix.law") / "data"
VERIFIED_ON = "2026-11"  # the month in which all rules of this edition were checked
REVIEW_DUE = date(2027, 5, 1)
KINDS = {
    "offence", "figures", "cumulation", "limitation", "version_choice", "precedent", "procedure",
    "consequence", "duty", "duty_other", "route", "not_a_route", "bound",
}  # fmt: skip
TRACKS = {"civil", "administrative", "criminal", "criminal_telecom", "platform", "privacy"}
DATES = {"act_date", "decision_date", "transaction_date"}
WORDS = ("law", "title", "version", "source", "note")
LISTS = ("regions", "unverified")


class Catalogue:
    """All rules. `BadRule` when one is incomplete or two versions are in force at once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_id = {rule.id: rule for rule in self.rules}
        if len(self._by_id) != len(self.rules):
            raise BadRule(where="rules", wrong="an id occurs twice")
        for rule in self.rules:
            _check(rule)
        for one, other in combinations(self.rules, 2):
            if one.series == other.series and one.regions == other.regions:
                _check_apart(one, other)

    def __getitem__(self, name: str) -> Rule:
        return self._by_id[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_id

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """All rules of a kind, in the order of the files."""
        return tuple(rule for rule in self.rules if rule.kind == kind)

    def version(self, series: str, day: date, region: str | None = None) -> Rule | None:
        """The rule of a series in force on a day; of several the one nearest to the region."""
        fitting = [r for r in self.rules if r.series == series and r.in_force(day)]
        return max(_within(fitting, region), key=lambda pair: pair[0], default=(0, None))[1]

    def versions(self, series: str, region: str | None, days: Iterable[date]) -> tuple[Rule, ...]:
        """The distinct versions on several days, the oldest first.

        Where the region is wider than the areas that a rule names (the whole of Guangdong, whose
        cities have two classes), those areas' rules come too: the place is not stated closely.
        """
        found: list[Rule] = []
        for day in sorted(set(days)):
            nearest = self.version(series, day, region)
            found += [nearest] if nearest else []
            found += [
                rule
                for rule in self.rules
                if rule.series == series and rule.in_force(day) and _lies_inside(rule, region)
            ]
        return tuple(dict.fromkeys(found))

    def own_figures(self, province: str) -> tuple[Rule, ...]:
        """Every figure on file of a province or of its cities, whatever its time."""
        return tuple(
            rule
            for rule in self.of_kind("figures")
            if any(code[:2] == province[:2] for code in rule.regions)
        )


def _within(rules: Iterable[Rule], region: str | None) -> Iterator[tuple[int, Rule]]:
    """(length of the prefix that fits, rule) for each rule of the whole country or the region."""
    for rule in rules:
        if not rule.regions:
            yield 0, rule
        elif region is not None:
            yield from ((len(code), rule) for code in rule.regions if region.startswith(code))


def _lies_inside(rule: Rule, region: str | None) -> bool:
    """Whether a rule is for a part only of the region."""
    return region is not None and any(
        len(code) > len(region) and code.startswith(region) for code in rule.regions
    )


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The rules that ship with the package, read once."""
    folder = DATA / "rules"
    texts = sorted((file.name, file.read_text("utf-8")) for file in folder.iterdir())
    return Catalogue(rule for name, text in texts for rule in read(name, text))


def read(name: str, text: str) -> tuple[Rule, ...]:
    """The rules of one TOML text; `BadRule` names the file and what is wrong."""
    try:
        rows = tomllib.loads(text)["rule"]
        return tuple(_rule(row) for row in rows)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadRule(where=name, wrong=str(error)) from error


def _rule(row: dict[str, Any]) -> Rule:
    texts: dict[str, Any] = {key: Words(**row[key]) for key in WORDS if key in row}
    lists: dict[str, Any] = {key: tuple(row[key]) for key in LISTS if key in row}
    usual: dict[str, Any] = {"verified_on": VERIFIED_ON, "review_due": REVIEW_DUE}
    return Rule(**{**usual, **row, **texts, **lists})


def _check(rule: Rule) -> None:
    """Every rule names law, source and mark, and says of each gap that it is one."""
    for day in (rule.effective_from, rule.effective_to, rule.review_due):
        if day is not None and type(day) is not date:
            raise BadRule(where=rule.id, wrong=f"“{day}” is no day")
    wrong = next(_faults(rule), None)
    if wrong:
        raise BadRule(where=rule.id, wrong=wrong)


def _faults(rule: Rule) -> Iterator[str]:
    if rule.kind not in KINDS or rule.track not in TRACKS or rule.applies_by not in DATES:
        yield "unknown kind, track or applies_by"
    if rule.mark not in ("V", "S", "M") or rule.quote_mark not in ("V", "S", "M"):
        yield "a mark is V, S or M"
    if not (rule.law.zh and rule.law.en and rule.title.zh and rule.title.en and rule.source.zh):
        yield "law, title and source must not be empty"
    if rule.effective_from and rule.effective_to and rule.effective_to < rule.effective_from:
        yield "it ends before it begins"
    if not all(code.isascii() and code.isdigit() for code in rule.regions):
        yield "regions are codes of digits"
    if rule.kind == "offence" and not rule.quote:
        yield "an offence needs its quote"
    if rule.effective_from is None and "effective_from" not in rule.unverified:
        yield "without effective_from it must be named as unverified"
    yield from _bad_value(rule)


def _bad_value(rule: Rule) -> Iterator[str]:
    wanted = {"figures": ("large", "huge", "especially_huge"), "cumulation": ("years",)}
    for name in wanted.get(rule.kind, ()):
        if name not in rule.value:
            yield f"value.{name} is missing"
    if rule.kind == "figures":
        pairs = [rule.value.get(name) for name in wanted["figures"]]
        if not all(isinstance(p, list) and len(p) == 2 and p[0] <= p[1] for p in pairs):
            yield "an amount is a pair of yuan, low first"


def _check_apart(one: Rule, other: Rule) -> None:
    starts = max(one.effective_from or date.min, other.effective_from or date.min)
    ends = min(one.effective_to or date.max, other.effective_to or date.max)
    if starts <= ends:
        wrong = f"in force together with {other.id} on {starts}"
        raise BadRule(where=one.id, wrong=wrong)

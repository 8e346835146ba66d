"""The rules are dated data: complete, marked, never two versions at once, gaps named."""

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from tools.rules import tables

from bonafix.law import BadRule, Catalogue, catalogue
from bonafix.law.catalogue import read
from bonafix.law.regions import provinces

ROOT = Path(__file__).parents[2]
RULES = catalogue().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_has_law_source_mark_and_says_what_is_not_on_file(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.law.zh and rule.law.en and rule.title.zh and rule.title.en
    assert rule.source.zh and rule.source.en and rule.version.zh and rule.version.en
    assert rule.quote or "quote" in rule.unverified or rule.kind == "figures" or rule.mark != "V"
    assert rule.review_due > date(2026, 11, 24)


def test_the_table_of_the_documentation_is_that_of_the_data() -> None:
    assert tables() in (ROOT / "docs" / "grade.md").read_text("utf-8")
    assert all(f"| `{rule.id}` |" in tables() for rule in RULES)


def test_each_day_has_exactly_one_version_of_the_police_law_and_its_time_limit() -> None:
    day = date(2011, 1, 1)
    while day < date(2030, 1, 1):
        for series in ("administrative.fraud", "administrative.limitation"):
            fitting = [r for r in RULES if r.series == series and r.in_force(day)]
            assert len(fitting) == 1, (series, day)
        day += timedelta(days=1 if day.year in (2025, 2026) else 30)


def test_a_figure_lies_inside_the_national_range() -> None:
    national = catalogue()["criminal.figures.national"].value
    for rule in catalogue().of_kind("figures"):
        for name in ("large", "huge", "especially_huge"):
            (low, high), (least, most) = rule.value[name], national[name]
            assert least <= low <= high <= most, rule.id


def test_no_rule_of_a_place_lies_outside_the_provinces_on_file() -> None:
    assert {code[:2] for rule in RULES for code in rule.regions} <= set(provinces())
    assert len(provinces()) == 31


GOOD = (files("bonafix.law") / "data" / "rules" / "administrative.toml").read_text("utf-8")
FIGURES = (files("bonafix.law") / "data" / "rules" / "criminal.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "broken", "said"),
    [
        (GOOD, ('mark = "V"', 'mark = "X"'), "a mark is V, S or M"),
        (GOOD, ("effective_to = 2025-12-31", "effective_to = 2026-01-01"), "in force together"),
        (GOOD, ('kind = "offence"', 'kind = "verdict"'), "unknown kind"),
        (GOOD, ('unverified = ["effective_from"]', ""), "named as unverified"),
        (GOOD, ('id = "administrative.58"', 'id = "administrative.49"'), "occurs twice"),
        (GOOD, ("effective_from = 2026-01-01\n", 'effective_from = "2026"\n'), "is no day"),
        (FIGURES, ("large = [3000, 10000]", "large = [10000, 3000]"), "low first"),
        (FIGURES, ('regions = ["50"]', 'regions = ["Chongqing"]'), "codes of digits"),
        (FIGURES, ("value = { years = 2 }", ""), "value.years is missing"),
    ],
)
def test_a_broken_rule_file_is_refused_with_what_is_wrong(
    text: str, broken: tuple[str, str], said: str
) -> None:
    assert broken[0] in text
    with pytest.raises(BadRule) as caught:
        Catalogue(read("rules.toml", text.replace(*broken)))
    assert said in caught.value.sentence()

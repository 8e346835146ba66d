"""Worked cases, each with its source: sums, tiers, articles and versions."""

from datetime import date

import pytest

from bonafix.kit.money import yuan
from bonafix.law import Act, Facts, Grade, grade
from bonafix.law.words import tell
from tests.law.cases import CASES, Case, act

ids = {"ids": [case.name for case in CASES]}


def figures(found: Grade) -> dict[str, tuple[str, str | None, str | None]]:
    tracks = [t for t in (*found.tracks, *found.not_reached) if t.figures]
    assert len({t.figures.id for t in tracks if t.figures}) == len(tracks)
    return {t.figures.id: (t.status, t.level, t.possible) for t in tracks if t.figures}


def kinds(found: Grade, kind: str) -> tuple[str, ...]:
    return tuple(t.rule.article for t in found.tracks if t.kind == kind)


def test_there_are_at_least_thirty_cases_each_with_its_source() -> None:
    assert len(CASES) >= 30
    assert all(case.source for case in CASES)
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, **ids)
def test_the_sum_is_that_of_the_counted_claims_within_two_years(case: Case) -> None:
    assert grade(case.facts, case.as_of).loss == yuan(case.loss)


@pytest.mark.parametrize("case", CASES, **ids)
def test_the_amount_is_held_against_the_figure_of_the_place_and_the_day(case: Case) -> None:
    assert figures(grade(case.facts, case.as_of)) == case.figures


@pytest.mark.parametrize("case", CASES, **ids)
def test_both_articles_are_shown_where_the_law_changed_before_the_decision(case: Case) -> None:
    assert kinds(grade(case.facts, case.as_of), "administrative") == case.administrative


@pytest.mark.parametrize("case", CASES, **ids)
def test_rescission_is_a_track_while_its_time_runs(case: Case) -> None:
    assert bool(kinds(grade(case.facts, case.as_of), "civil")) == case.civil


def notes(region: str | None, day: str = "2026-03-01") -> str:
    found = grade(Facts((act("a", day, region, 5000),)), date(2026, 11, 24))
    return " ".join(tell(n, "en") for t in (*found.tracks, *found.not_reached) for n in t.notes)


@pytest.mark.parametrize("region", ["11", "12", "33", "51", "43", "370102"])
def test_a_province_without_its_own_figure_says_so(region: str) -> None:
    assert "No figure of its own is on file" in notes(region)
    assert "No figure of its own is on file" not in notes("50")


def test_shanghai_says_that_its_figure_ended_and_the_new_one_is_not_on_file() -> None:
    assert "Shanghai ended about 2023-04-30; the new one is not on file" in notes("31")


def test_a_place_not_stated_closely_enough_says_so() -> None:
    assert "Guangdong has figures by city" in notes("44")
    assert "Guangdong has figures by city" not in notes("4401")
    assert "The place of the act is not stated" in notes(None)


def test_an_older_act_not_yet_decided_says_that_the_police_decide() -> None:
    assert "both are shown, the police decide" in notes("50", "2025-12-31")
    assert "both are shown, the police decide" not in notes("50", "2026-01-01")


def test_six_months_are_counted_from_the_act_under_the_article_of_its_day() -> None:
    claims = (act("old", "2025-12-31", "50", 9), act("new", "2026-01-15", "50", 9))
    found = grade(Facts(claims), date(2026, 7, 1))
    limits = {
        (t.act, t.rule.article): (str(t.until), t.state)
        for track in found.tracks
        if track.kind == "administrative"
        for t in track.time_limits
    }
    assert limits == {
        ("old", "第二十二条"): ("2026-06-30", "passed"),
        ("new", "第二十五条"): ("2026-07-15", "open"),
    }


def test_one_year_from_knowledge_and_five_from_the_act_bound_rescission() -> None:
    claim = act("a", "2026-02-28", "50", 9, known_on=date(2026, 3, 5))
    for day, status in ((date(2027, 3, 5), True), (date(2027, 3, 6), False)):
        assert bool(kinds(grade(Facts((claim,)), day), "civil")) is status
    unknown = act("a", "2026-02-28", "50", 9)
    for day, status in ((date(2031, 2, 28), True), (date(2031, 3, 1), False)):
        assert bool(kinds(grade(Facts((unknown,)), day), "civil")) is status


def test_a_passed_time_limit_is_shown_and_not_hidden() -> None:
    found = grade(Facts((act("a", "2020-12-31", "50", 9), act("b", "2021-01-01", "50", 9))),
                  date(2026, 1, 2))  # fmt: skip
    (civil,) = [t for t in found.not_reached if t.kind == "civil"]
    assert civil.status == "time_limit_passed"
    assert civil.acts == ("b",)
    assert any("2021-01-01" in tell(note, "en") for note in civil.notes)


def test_adding_up_for_ordinary_fraud_is_marked_unverified_and_for_telecom_secondary() -> None:
    found = grade(
        Facts((act("a", "2026-02-01", "50", 3000), act("b", "2026-03-01", "50", 3000))),
        date(2026, 4, 1),
    )
    marks = {t.kind: (t.mark, t.sum_mark) for t in found.tracks if t.figures}
    assert marks == {"criminal": ("S", "M"), "criminal_telecom": ("S", "S")}


def test_intent_is_never_found_by_the_software() -> None:
    case = Act("a", date(2026, 2, 1), 10**9, "50", relied=True, deception="x", treatment="open")
    for track in grade(Facts((case,)), date(2026, 3, 1)).tracks:
        states = {c.name: c.state for c in track.conditions}
        if track.kind != "civil":
            assert states["intent"] == "for_authority"
        assert "for_authority" in states.values()

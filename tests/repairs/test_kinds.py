"""Kinds of visits and what a door asks for: pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.kit.errors import Invalid
from bonafix.repairs.door_rules import rules
from bonafix.repairs.rules.doors import (
    KEPT_DAYS,
    PREMISES,
    Rule,
    Shown,
    Span,
    check_shown,
    is_permitted,
    needs,
)
from bonafix.repairs.rules.kinds import (
    DOOR_VERBS,
    KINDS,
    NEEDS_PROOFS,
    is_blocked,
    is_foreign,
    kind_named,
    skills_for,
)
from bonafix.repairs.rules.states import BY_VERB

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
HARBIN = "230102"
YONGHE = "141032"
SOME = st.one_of(st.none(), st.frozensets(st.sampled_from("abc"), min_size=1))
ROWS = st.lists(
    st.builds(
        Rule,
        id=st.just("r"),
        region=st.sampled_from(["", "23", "2301", "21", "14"]),
        law=st.just({}),
        source=st.just({}),
        mark=st.sampled_from("VSH"),
        since=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        identity=SOME,
        right=st.dictionaries(st.sampled_from(PREMISES), st.frozensets(st.sampled_from("abc"))),
        witness=SOME,
        keep_number=st.one_of(st.none(), st.booleans()),
        kept_days=st.one_of(st.none(), st.integers(1, 900)),
    ),
    max_size=5,
)


@given(ROWS, st.sampled_from([HARBIN, YONGHE, "", "999999"]))
def test_no_place_is_looser_than_any_rule_that_is_on_file_for_it(
    rows: list[Rule], place: str
) -> None:
    asked = needs(rows, place, DAY)
    for rule in asked.rules:
        assert rule.identity is None or asked.identity <= rule.identity
        assert rule.witness is None or asked.witness <= rule.witness
        assert rule.kept_days is None or asked.kept_days >= rule.kept_days
        assert not rule.keep_number or asked.keep_number
        for name, kinds in rule.right.items():
            assert asked.right[name] <= kinds
    assert asked.kept_days >= KEPT_DAYS


@given(ROWS, st.sampled_from(["", "999999", "110101"]))
def test_where_no_rule_is_on_file_the_strictest_set_applies_and_says_unverified(
    rows: list[Rule], place: str
) -> None:
    asked = needs(rows, place, DAY)
    assert asked.rules == ()
    assert asked.unverified
    for rule in (row for row in rows if row.holds(DAY)):
        assert rule.identity is None or asked.identity <= rule.identity
        assert rule.witness is None or asked.witness <= rule.witness
        assert not rule.keep_number or asked.keep_number
        assert (rule.kept_days or 0) <= asked.kept_days
        assert all(asked.right[name] <= kinds for name, kinds in rule.right.items())


def test_two_rules_that_share_nothing_leave_nothing_and_never_fall_back_to_less() -> None:
    def one(kinds: str, region: str) -> Rule:
        return Rule("r", region, {}, {}, "S", identity=frozenset(kinds))

    rows = [one("a", "23"), one("b", "2301"), one("c", "")]
    assert needs(rows, HARBIN, DAY).identity == frozenset()


def test_a_rule_holds_on_its_days_only() -> None:
    rule = Rule("r", "23", {}, {}, "V", since=DAY, until=DAY + timedelta(days=1))
    assert [rule.holds(DAY + timedelta(days=n)) for n in (-1, 0, 1)] == [False, True, False]


def test_the_rules_on_file_leave_a_way_in_every_place() -> None:
    for place in (HARBIN, YONGHE, "210102", ""):
        asked = needs(rules(), place, DAY)
        assert asked.identity
        assert asked.witness
        assert all(asked.right[name] for name in PREMISES)
        # None of them was read in its own text yet: no page may say otherwise.
        assert asked.unverified


def test_a_neighbour_witnesses_where_a_rule_says_so_and_nowhere_else() -> None:
    assert "neighbour" in needs(rules(), HARBIN, DAY).witness
    assert "neighbour" not in needs(rules(), HARBIN, date(2011, 11, 30)).witness
    assert "neighbour" not in needs(rules(), YONGHE, DAY).witness


def test_every_rule_on_file_has_law_source_and_mark_in_both_languages() -> None:
    for rule in rules():
        assert {"zh", "en"} <= rule.law.keys() & rule.source.keys()
        assert rule.mark in "VSH"


GOOD = Shown("home", "id_card", "lease", "community", "赵主任", "110101199003070000")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"premises": "safe"}, "premises"),
        ({"identity": "library_card"}, "identity"),
        ({"identity_number": "  "}, "identity_number"),
        ({"right": "vehicle_licence"}, "right"),
        ({"witness": "neighbour"}, "witness"),
        ({"witness_name": ""}, "witness_name"),
        ({"witness_name": "x" * 61}, "witness_name"),
    ],
)
def test_each_proof_is_asked_for_by_its_name(wrong: dict[str, str], field: str) -> None:
    asked = needs(rules(), YONGHE, DAY)
    check_shown(asked, GOOD)
    given_ = {name: getattr(GOOD, name) for name in Shown.__slots__}
    with pytest.raises(Invalid) as refused:
        check_shown(asked, Shown(**{**given_, **wrong}))
    assert refused.value.field == field


def test_a_guarantor_shows_who_they_are() -> None:
    asked = needs(rules(), HARBIN, DAY)
    with pytest.raises(Invalid) as refused:
        check_shown(asked, Shown("home", "id_card", "lease", "guarantor", "钱先生", "1101"))
    assert refused.value.field == "witness_number"
    check_shown(asked, Shown("home", "id_card", "lease", "guarantor", "钱先生", "1101", "2301"))


@given(st.integers(-5, 5), st.integers(0, 5))
@example(0, 4)
@example(0, 5)
def test_a_permit_covers_the_whole_time_or_nobody_is_sent(start: int, length: int) -> None:
    held = Span("14", NOW, NOW + timedelta(days=5))
    begin = NOW + timedelta(days=start)
    fits = start >= 0 and start + length < 5
    assert is_permitted([held], YONGHE, begin, begin + timedelta(days=length)) == fits
    assert not is_permitted([held], HARBIN, begin, begin + timedelta(days=length))
    assert not is_permitted([held], "", begin, begin)


@given(st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(BY_VERB)), st.booleans())
def test_only_an_opening_waits_for_proofs_and_only_it_has_their_steps(
    kind: str, verb: str, proved: bool
) -> None:
    opening = kind == "door_open"
    assert is_blocked(kind, verb, proved) == (opening and verb in NEEDS_PROOFS and not proved)
    assert is_foreign(kind, verb) == (verb in DOOR_VERBS and not opening)


def test_every_way_to_price_approval_and_work_waits_for_the_proofs() -> None:
    after = {"quoted", "approved", "repaired"}
    ways = {verb for verb, one in BY_VERB.items() if one.after in after}
    assert ways == NEEDS_PROOFS


def test_the_skill_of_the_kind_is_added_to_those_of_the_fault() -> None:
    assert skills_for(KINDS["door_open"], ["lock"]) == ("door_open", "lock")
    assert skills_for(KINDS["inspection"], []) == ()
    with pytest.raises(Invalid):
        kind_named("burglary")

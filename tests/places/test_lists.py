"""The user's own areas and the hard cases: figures that may only go up."""

from collections import Counter

import pytest

from bonafix.places import division, resolve
from tests.places.gold import hard, own, seeds, verdict


def test_the_users_areas_are_359() -> None:
    assert len(seeds()) == 359
    assert len(hard()) == 159


def test_every_one_of_the_users_areas_is_understood() -> None:
    wrong = [(c.text, c.wanted) for c in seeds() if verdict(c) != "right"]
    assert wrong == []


def test_hard_addresses_are_mostly_right_and_hardly_ever_wrong() -> None:
    found = Counter(verdict(c) for c in hard())
    assert found["right"] >= 150, found
    assert found["wrong"] + found["guessed"] <= 1, found


def test_our_own_hard_cases_are_mostly_right_and_hardly_ever_wrong() -> None:
    found = Counter(verdict(c) for c in own())
    assert found["right"] >= 418, found
    assert found["wrong"] + found["guessed"] <= 1, found


@pytest.mark.parametrize(
    ("text", "status", "code", "candidates"),
    [
        ("临汾市永和县", "resolved", "141032", []),
        ("海南贵德县", "resolved", "632523", []),
        ("中山市东凤镇", "resolved", "442000103", []),
        ("南昌市湾里区", "historical", "360105", ["360112"]),
        ("平凉市华亭县", "historical", "620824", ["620881"]),
        ("中山市南朗镇", "historical", "442000008", ["442000008"]),
        ("大兴安岭地区新林区", "special", "2327", ["2327"]),
        ("吉安市庐陵新区", "special", "3608", ["3608"]),
        ("泉州市金门县", "special", "350527", ["350527"]),
        ("朝阳区", "ambiguous", None, ["110105", "220104"]),
        ("重庆渝北区", "historical", "500112", ["500109", "500157"]),
        ("我家门锁坏了", "none", None, []),
        ("", "none", None, []),
    ],
)
def test_the_five_answers(text: str, status: str, code: str | None, candidates: list[str]) -> None:
    answer = resolve(text)
    assert answer.status == status
    assert (answer.division.code if answer.division else None) == code
    assert [d.code for d in answer.candidates] == candidates
    assert answer.trace


def test_an_old_division_says_that_it_is_no_longer_current() -> None:
    old = resolve("南昌市湾里区").division
    assert old is not None
    assert not old.current
    assert old.name == "江西省南昌市湾里区"
    assert division("360105") == old
    today = division("360112")
    assert today is not None and today.current


def test_the_street_part_is_handed_back_as_written() -> None:
    answer = resolve("王女士 13800138000 广东省深圳市光明区马田街道將石社區新围三区5栋602")
    assert answer.division is not None and answer.division.code == "440311006"
    assert answer.rest == "將石社區新围三区5栋602"


def test_the_trace_says_why() -> None:
    said = " ".join(str(step) for step in resolve("南昌市湾里区").trace)
    assert "湾里区" in said and "2019" in said and "江西省南昌市新建区" in said

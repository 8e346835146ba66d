"""A list of areas as people write it: every item is answered for itself, nothing is guessed."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafix.places import division
from bonafix.places.gazetteer import gazetteer
from bonafix.places.lists import parse_list
from tests.places.gold import seeds
from tests.places.spoken import Speaker

KNOWN = gazetteer()


def read(text: str) -> list[tuple[str, str]]:
    """(+ or -, code or the status of what is not settled) of every item."""
    return [
        ("-" if i.exclude else "+", i.place.code if i.place else i.status)
        for i in parse_list(text).items
    ]


def test_the_users_areas_in_one_list_are_each_what_they_are_alone() -> None:
    cases = seeds()
    listing = parse_list("、".join(c.text for c in cases))
    assert [i.text for i in listing.items] == [c.text for c in cases]
    for case, item in zip(cases, listing.items, strict=True):
        meant = [item.place.code] if item.place else [d.code for d in item.candidates]
        assert meant == list(case.wanted), case.text
    special = [i.text for i in listing.items if i.place is None]
    assert special == ["大兴安岭地区新林区", "泉州市金门县", "吉安市庐陵新区"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("浙江省：杭州市、绍兴市柯桥区；江苏省：苏州、徐州市鼓楼区",
         ["+3301", "+330603", "+3205", "+320302"]),
        ("浙江省（杭州、宁波）", ["+3301", "+3302"]),
        ("浙江省（不含舟山）", ["+33", "-3309"]),
        ("浙江省(舟山除外)、上海全市", ["+33", "-3309", "+31"]),
        ("浙江省除杭州、宁波外，江苏全省", ["+33", "-3301", "-3302", "+32"]),
        ("四川全省，不含甘孜州、阿坝州", ["+51", "-5133", "-5132"]),
        ("1. 临汾市永和县\n2、许昌市鄢陵县\n③ 榆林市子洲县等地", ["+141032", "+411024", "+610831"]),
        ("徐州市云龙区、鼓楼区、泉山区", ["+320303", "+320302", "+320311"]),
        ("长春市：朝阳、南关、宽城", ["+220104", "+220102", "+220103"]),
        ("和田市和和田县", ["+653201", "+653221"]),
        ("临汾市永和县 许昌市鄢陵县", ["+141032", "+411024"]),
        ("浙江 杭州 西湖区", ["+330106"]),
        ("110105,220104\n442000008", ["+110105", "+220104", "+442000008"]),
        ("（成都市锦江区", ["+510104"]),
        ("", []),
        ("、，；。", []),
    ],
)  # fmt: skip
def test_lists_are_read_as_they_are_written(text: str, wanted: list[str]) -> None:
    assert ["".join(one) for one in read(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("永和县、朝阳区", ["+141032", "+ambiguous"]),
        ("重庆市渝北区", ["+historical"]),
        ("重庆市渝北区、江北区", ["+historical", "+500157"]),
        ("庐陵新区", ["+special"]),
        ("随便哪里都行", ["+none"]),
        ("广东省（不含港澳）", ["+44", "-none"]),
    ],
)
def test_what_is_not_certain_waits_for_a_person(text: str, wanted: list[str]) -> None:
    assert ["".join(one) for one in read(text)] == wanted
    assert parse_list(text).settled == all(w[1:].isdecimal() for w in wanted)


def test_the_whole_country_is_the_31_provinces_without_what_is_left_out() -> None:
    found = read("全国（西藏、新疆除外）")
    assert len([c for sign, c in found if sign == "+"]) == 31
    assert [c for sign, c in found if sign == "-"] == ["54", "65"]
    assert not {c for _, c in found} & {"71", "81", "82"}


def test_what_names_no_place_is_shown_and_not_dropped() -> None:
    listing = parse_list("服务区域：临汾市永和县（部分乡镇）")
    assert listing.remarks == ("服务区域",)
    assert [i.rest for i in listing.items] == ["部分乡镇"]


def test_an_item_read_from_what_stands_before_it_says_so() -> None:
    trace = [str(step) for step in parse_list("徐州市云龙区、鼓楼区").items[1].trace]
    assert any("江苏省徐州市" in sentence for sentence in trace)


@given(st.lists(st.sampled_from(sorted(c for c in KNOWN.names if len(c) == 6)), max_size=12),
       st.sampled_from(["、", "，", ",", "\n", "；", " / "]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_full_names_in_any_list_mean_themselves(codes: list[str], sign: str) -> None:
    codes = [c for c in codes if not c.startswith(("71", "350527"))]
    found = read(sign.join(KNOWN.full_name(c) for c in codes))
    assert found == [("+", c) for c in codes]


def test_a_name_that_ends_like_all_of_it_is_read_whole() -> None:
    assert read("河北省张家口市万全区、临汾市永和县全县") == [("+", "130708"), ("+", "141032")]


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_falling_over(text: str) -> None:
    for item in parse_list(text).items:
        assert item.place is None or division(item.place.code) == item.place


def test_cities_with_their_counties_after_a_colon_are_read_whole() -> None:
    """Blind: made by a seed, as a company writes its areas, counties without their city."""
    speaker, right, total = Speaker(77), 0, 0
    dice = random.Random(77)
    cities = [c for c in sorted(KNOWN.names) if len(c) == 4 and len(KNOWN.kids(c)) > 3]
    for city in dice.sample(cities, 60):
        kids = [k for k in dice.sample(KNOWN.kids(city), 3) if not k.startswith("71")]
        text = f"{KNOWN.names[city]}：" + "、".join(speaker.short(k) for k in kids)
        right += read(text) == [("+", k) for k in kids]
        total += 1
    assert right >= 0.93 * total, (right, total)

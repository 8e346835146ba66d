"""Rules of the language, each with what it must not do; no rule is for one name."""

import pytest

from bonafix.places import resolve


def code(text: str) -> str | None:
    place = resolve(text).place
    return place.code if place else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("枣庄市中", "370402"),
        ("内江市中健康路5号", "511002"),
        ("柳州城中", "450202"),
        ("枣庄市中医院", "3704"),  # 中医 is a word, not the middle of a city
        ("济南市中山路5号", "3701"),
        ("济南市中心", "3701"),
    ],
)
def test_the_middle_of_a_city_is_said_without_its_kind(text: str, wanted: str) -> None:
    assert code(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("贵定线昌明镇", "522723106"),
        ("江夏驱金口街道", "420115002"),
        ("黔南布依族苗族自治州贵定线昌明镇", "522723106"),
        ("延安市宜川线壶口镇", "610630106"),
    ],
)
def test_a_township_after_a_slip_is_read_too(text: str, wanted: str) -> None:
    assert code(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("上次报的是廊坊香河县，这次在成都都江堰市", "510181"),
        ("下单写的北海市海城区，麻烦改到桂林市秀峰区", "450302"),
        ("房子在鹤壁市鹤山区，人在甘南州卓尼县上班", "410602"),
        ("收货地址上海市浦东新区，发货地新疆博州温泉县", "310115"),
    ],
)
def test_the_sentence_says_where_the_visit_goes(text: str, wanted: str) -> None:
    assert code(text) == wanted


def test_one_place_is_not_lost_because_somebody_works_there() -> None:
    assert code("我在临汾市永和县上班，门锁坏了") == "141032"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("西安碑林", "610103"), ("伊春金林", "230751"), ("神农架木鱼镇", "429021102")],
)
def test_a_kind_is_taken_off_only_where_a_name_remains(text: str, wanted: str) -> None:
    assert code(text) == wanted


@pytest.mark.parametrize("text", ["防城港街42号", "石家庄街7号"])
def test_a_shorter_name_inside_a_road_is_no_place(text: str) -> None:
    assert resolve(text).status == "none"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("阿克苏地拜城", "652926"), ("凉山彝族自治甘洛", "513435"), ("喀什地毯坏了", None)],
)
def test_a_name_cut_off_by_a_narrow_form_is_read_where_a_county_follows(
    text: str, wanted: str | None
) -> None:
    assert code(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("区划代码：330782，门锁坏了", "330782"),
        ("行政区划码 442000008", "442000008"),
        ("adcode 110105", "110105"),
        ("区划代码360105", "360112"),  # a former one is followed
        ("邮编110105", None),
        ("邮政编码：330782，门锁坏了", None),
        ("订单330782", None),
        ("330782", None),
        ("地区330782号", None),
        ("区划代码999999", None),
        ("临汾市永和县正大街110105号", "141032"),
        ("临汾市永和县 邮编110105", "141032"),
        ("区划代码110105 临汾市永和县", "141032"),  # the name is what people check
    ],
)
def test_only_digits_that_are_called_a_code_are_read_as_one(text: str, wanted: str | None) -> None:
    assert code(text) == wanted


def test_a_former_code_with_several_successors_is_asked_back() -> None:
    answer = resolve("区划代码500112")
    assert (answer.status, answer.place) == ("historical", None)
    assert [d.code for d in answer.candidates] == ["500109", "500157"]

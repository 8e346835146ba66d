"""Words that look like places and are none: roads, goods, businesses, people."""

import pytest

from bonafix.places import resolve


@pytest.mark.parametrize(
    "text",
    ["中山路88号", "南京路步行街", "太原路", "平安小区3号楼", "北京烤鸭店", "长春药店", "新华书店",
     "青岛啤酒坏了", "长安汽车坏了", "景德镇瓷器", "普洱茶坏了", "和田玉手镯碎了", "永和豆浆",
     "王永和", "李长安", "开发区", "高新区", "人民广场", "上海滩花园2栋", "13800138000",
     "Li Xian 13800138000", "my lock is broken"],
)  # fmt: skip
def test_no_place_is_read_into_it(text: str) -> None:
    assert resolve(text).status == "none"


@pytest.mark.parametrize(
    "text",
    ["北京市朝阳区和徐州市沛县各一台", "浙江省临汾市永和县", "北京市河北区", "太平街道", "郊区",
     "江北区", "Chaoyang", "云南思茅市", "大连西湖区临平街道"],
)  # fmt: skip
def test_several_places_are_asked_back(text: str) -> None:
    answer = resolve(text)
    assert answer.status == "ambiguous"
    assert answer.division is None and answer.place is None
    assert len(answer.candidates) > 1


@pytest.mark.parametrize(
    "text", ["台湾省台北市大安区", "高雄市", "泉州市金门县金城镇", "合肥市经开区", "陕西省西咸新区"]
)
def test_where_nobody_can_simply_be_sent_is_special(text: str) -> None:
    answer = resolve(text)
    assert answer.status == "special"
    assert answer.place is None
    assert answer.candidates


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("南京市鼓楼区北京西路", "320106"),
        ("青岛市市南区香港中路", "370202"),
        ("台州路桥", "331004"),
        ("郑州上街", "410106"),
        ("庆阳市挣宁县", "621025"),
        ("信阳新县", "411523"),
        ("济南市中区", "370103"),
        ("成都高新区桂溪街道", "510107021"),
        ("东莞市东城区", "441900003"),
    ],
)
def test_look_alikes_do_not_hide_the_place(text: str, code: str) -> None:
    place = resolve(text).place
    assert place is not None
    assert place.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("从北京市朝阳区搬到徐州市沛县", "320322"),
        ("以前住北京市丰台区,现在住河北省廊坊市固安县", "131022"),
        ("不是苏州市吴江区,是苏州市吴中区", "320506"),
        ("现住西安市未央区(之前住西安市莲湖区)", "610112"),
        ("在杭州市西湖区买的,要送到绍兴市嵊州市安装", "330683"),
    ],
)
def test_the_sentence_says_which_of_two_places_is_meant(text: str, code: str) -> None:
    answer = resolve(text)
    assert answer.place is not None and answer.place.code == code
    assert any("left or not meant" in str(step) for step in answer.trace)


@pytest.mark.parametrize(
    "text",
    ["三台空调都要清洗", "上海路5号", "你们师傅真大方", "比如门锁打不开", "沿海城市的空调",
     "我现在上高中", "沙县小吃", "站在台前"],
)  # fmt: skip
def test_words_of_every_day_are_no_places(text: str) -> None:
    assert resolve(text).status == "none"

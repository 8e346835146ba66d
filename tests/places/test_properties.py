"""What must hold for every division and for any text."""

import random
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bonafix.places import Context, ancestors, is_within, resolve
from bonafix.places.gazetteer import Old, gazetteer
from bonafix.places.resolver.repair import readings
from tests.places.gold import seeds, verdict
from tests.places.spoken import spoken

KNOWN = gazetteer()
CODES = sorted(KNOWN.names)
# Names that two divisions of one parent share cannot be told apart.
FULL = {code: KNOWN.full_name(code) for code in CODES}
NAMES = ["张伟", "王小明", "李雷", "欧阳娜娜", "陈师傅", "Smith"]
STREETS = ["人民路12号", "中山东路88号3栋2单元501", "建设大街", "解放巷7号", "幸福小区6号楼"]


def test_every_full_official_name_means_itself() -> None:
    """All counties and above, and every seventh township (all were tried by hand)."""
    wrong = []
    for at, (code, name) in enumerate(FULL.items()):
        if len(code) == 9 and at % 7:
            continue
        answer = resolve(name)
        if answer.status == "special":
            continue
        if answer.division is None or answer.division.code != code:
            wrong.append((code, name, answer.status))
    assert wrong == []


@given(
    code=st.sampled_from(CODES),
    phone=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    name=st.sampled_from(NAMES),
    street=st.sampled_from(STREETS),
    order=st.sampled_from(["{place}{street}", "{name} {phone} {place}{street}",
                           "{place}{street},{name},{phone}", "地址:{place}{street}"]),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_street_telephone_and_name_do_not_change_the_division(
    code: str, phone: str, name: str, street: str, order: str
) -> None:
    place = FULL[code]
    bare = resolve(place)
    if bare.status != "resolved":
        return
    text = order.format(place=place, street=street, name=name, phone=phone)
    answer = resolve(text)
    assert answer.status == "resolved", text
    assert answer.division == bare.division, text
    assert street in answer.rest, text


# Lists of characters, because text() also tries the words it finds in the code it tests.
@given(st.lists(st.characters(), max_size=60).map("".join))
@settings(max_examples=500, deadline=None)
@example("东北省某某县")
@example("客服400-1865-909")
@example("\ud800\x00路")
def test_random_text_never_resolves(text: str) -> None:
    assert resolve(text).status == "none"


@given(
    st.lists(
        st.sampled_from("我你他的了是不在家门锁坏开修换师傅快来请帮忙电话钥匙指纹密码"), max_size=30
    )
)
@settings(max_examples=300, deadline=None)
def test_a_complaint_without_a_place_never_resolves(chars: list[str]) -> None:
    assert resolve("".join(chars)).status == "none"


def test_traditional_and_wide_writing_mean_the_same() -> None:
    import opencc

    traditional = opencc.OpenCC("s2t")
    for case in seeds():
        plain = resolve(case.text)
        assert resolve(traditional.convert(case.text)).division == plain.division, case.text
        assert resolve(f" {case.text}　１２３号").division == plain.division, case.text


def test_context_only_chooses_between_candidates() -> None:
    answer = resolve("朝阳区", context=Context(within=("2201",)))
    assert answer.status == "resolved"
    assert answer.division is not None and answer.division.code == "220104"
    assert resolve("门坏了", context=Context(within=("2201",))).status == "none"
    assert resolve("朝阳区", context=Context(within=("11", "22"))).status == "ambiguous"
    assert resolve("临汾市永和县", context=Context(within=("11",))).status == "resolved"


@pytest.mark.parametrize("size", [10_000, 1_000_000])
def test_a_flood_of_text_is_answered_at_once(size: int) -> None:
    assert resolve("锁" * size).status == "none"
    assert resolve("北京市朝阳区" * (size // 6)).status in ("resolved", "ambiguous")


def test_bare_names_that_several_counties_share_are_never_guessed() -> None:
    shared: dict[str, list[str]] = {}
    for code, name in KNOWN.names.items():
        if len(code) == 6 and len(name) > 2:
            shared.setdefault(name, []).append(code)
    for name, codes in shared.items():
        if len(codes) > 1:
            answer = resolve(name)
            assert answer.status == "ambiguous", name
            assert set(codes) <= {d.code for d in answer.candidates}, name


def test_levels_left_out_do_not_mislead() -> None:
    """City and county without their kinds, as people write: 临汾永和."""
    chosen = random.Random(7).sample(
        [c for c in CODES if len(c) == 6 and c[:4] in KNOWN.names], 600
    )
    right = wrong = 0
    for code in chosen:
        city, county = KNOWN.names[code[:4]].removesuffix("市"), KNOWN.names[code]
        short = county[:-1] if len(county) > 2 else county
        answer = resolve(city + short)
        right += answer.division is not None and answer.division.code == code
        wrong += answer.division is not None and not code.startswith(answer.division.code)
    assert right >= 0.95 * len(chosen), (right, wrong)
    assert wrong <= 0.01 * len(chosen), (right, wrong)


def _judged(pairs: list[tuple[str, str]]) -> tuple[int, list[str]]:
    """How many mean their code, and the texts that mean another place."""
    right, wrong = 0, []
    for text, code in pairs:
        place = resolve(text).place
        right += place is not None and place.code == code
        if place is not None and not code.startswith(place.code):
            wrong.append(text)
    return right, wrong


def test_a_character_that_sounds_the_same_is_put_right_and_never_leads_astray() -> None:
    chance = random.Random(11)
    sounds = readings()
    alike: dict[str, list[str]] = {}
    for char in sorted(c for c in sounds if "\u4e00" <= c <= "\u9fff"):
        for syllable in sounds[char].split():
            alike.setdefault(syllable, []).append(char)
    pairs = []
    for code in chance.sample([c for c in CODES if len(c) == 6], 500):
        name, above = KNOWN.names[code], KNOWN.full_name(KNOWN.parent(code))
        at = chance.randrange(len(name))
        others = [
            c for s in sorted(sounds.get(name[at], "").split()) for c in alike[s] if c != name[at]
        ]
        if others and code != "350527":
            pairs.append((above + name[:at] + chance.choice(others) + name[at + 1 :], code))
    right, wrong = _judged(pairs)
    assert right >= 0.97 * len(pairs), (right, len(pairs))
    assert len(wrong) <= 2, wrong


def test_pinyin_of_county_and_city_is_understood_and_never_leads_astray() -> None:
    pairs = []
    for code in CODES:
        above = KNOWN.parent(code)
        if len(code) == 6 and code != "350527" and KNOWN.names[above].endswith("市"):
            *city, _ = KNOWN.pinyin[above].split()
            *county, kind = KNOWN.pinyin[code].split()
            pairs.append((f"{''.join(city)} shi {''.join(county)} {kind} renmin lu 5 hao", code))
    right, wrong = _judged(pairs)
    assert right >= 0.97 * len(pairs), (right, len(pairs))
    assert wrong == []


@pytest.mark.parametrize(
    ("context", "code", "said"),
    [
        (Context(within=("11",)), "110105", "asked about"),
        (Context(caller=("2201",)), "220104", "caller's number"),
        (Context(desk=("11",)), "110105", "this desk"),
        (Context(caller=("2201",), desk=("11",)), "220104", "caller's number"),
        (Context(caller=("33",), desk=("11",)), "110105", "this desk"),
    ],
)
def test_the_trace_names_what_chose_between_places(context: Context, code: str, said: str) -> None:
    answer = resolve("朝阳区", context=context)
    assert answer.place is not None and answer.place.code == code
    assert any(said in str(step) for step in answer.trace)


@given(code=st.sampled_from(CODES), street=st.sampled_from(STREETS))
@settings(max_examples=200, deadline=None)
def test_the_chain_of_a_resolved_answer_is_consistent(code: str, street: str) -> None:
    """Its name is that of its ancestors and its own, and each lies in the one above it."""
    answer = resolve(FULL[code] + street)
    if answer.status != "resolved" or answer.division is None:
        return
    found = answer.division
    above = [d for d in ancestors(found.code) if d.code != found.code]
    assert all(is_within(found.code, d.code) and found.name.startswith(d.name) for d in above)
    assert [len(d.code) for d in above] == sorted({len(d.code) for d in above})
    assert answer.place == found and found.current


@given(st.sampled_from(KNOWN.olds))
@settings(max_examples=200, deadline=None)
def test_a_former_name_leads_to_its_successors_and_several_are_asked(old: Old) -> None:
    """Under its city, where that city has no such name today."""
    city = old.code[:4]
    if len(old.code) != 6 or city not in KNOWN.names or len(old.name) < 3:
        return
    if any(KNOWN.names[k] == old.name for k in KNOWN.kids(city)):
        return
    answer = resolve(KNOWN.full_name(city) + old.name)
    if answer.status == "historical":
        assert set(d.code for d in answer.candidates) & set(old.after) or len(answer.candidates) > 1
        assert (answer.place is None) == (len(answer.candidates) != 1)


def test_texts_of_a_model_of_speech_are_mostly_right_and_hardly_ever_wrong() -> None:
    """A list nobody has tuned to: change the seed and it still holds."""
    found = Counter(verdict(case) for case in spoken(2026, 25))
    total = sum(found.values())
    assert found["right"] >= 0.94 * total, found
    assert found["wrong"] + found["guessed"] <= 0.015 * total, found

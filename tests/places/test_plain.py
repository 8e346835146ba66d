"""Plain texts are read at once; what is answered is what weighing every reading answers."""

import random

from bonafix.places import Context, Resolution, resolve
from bonafix.places.gazetteer import gazetteer
from bonafix.places.resolver.answer import weighed
from bonafix.places.resolver.hits import hits
from bonafix.places.resolver.latin import mentions_in_latin
from bonafix.places.resolver.loaded import ready
from bonafix.places.resolver.plain import plain_chain
from bonafix.places.text import normalise
from tests.places.spoken import spoken


def long_way(text: str) -> Resolution:
    known, given = ready(), normalise(text)
    spelt = mentions_in_latin(known, given.plain)
    return weighed(known, given, hits(known, given.plain), spelt, Context())


def is_plain(text: str) -> bool:
    known, plain = ready(), normalise(text).plain
    return plain_chain(known, plain, hits(known, plain)) is not None


def mixed(number: int) -> list[str]:
    """Names and parts of names in a row, as no person would write them."""
    dice, known = random.Random("plain"), gazetteer()
    codes, forms = sorted(known.names), sorted(known.forms)
    below = [c for c in codes if len(c) > 4]
    found = []
    for _ in range(number):
        code = dice.choice(below)
        line = [code, *known.line(code)]
        names = [known.names[c] for c in reversed(line)]
        parts = [dice.choice([n, n, n[:2], n[:-1], dice.choice(forms)]) for n in names]
        tail = dice.choice(["", "", "人民路3号", "市辖区", "新区", dice.choice(forms), " 王先生"])
        found.append("".join(parts) + tail)
    return found


def test_the_short_way_answers_what_the_long_way_answers() -> None:
    texts = [*mixed(3000), *(c.text for c in spoken(31, 20))]
    assert [t for t in texts if resolve(t) != long_way(t)] == []


def test_most_addresses_are_plain() -> None:
    dice, known = random.Random("usual"), gazetteer()
    towns = sorted(c for c in known.names if len(c) == 9)
    texts = [known.full_name(c) + "幸福路8号2单元301" for c in dice.sample(towns, 300)]
    assert sum(map(is_plain, texts)) > 200


def test_what_can_be_read_in_two_ways_is_weighed() -> None:
    for text in (
        "济南市中区",
        "从北京市海淀区搬到河北省保定市",
        "朝阳区",
        "南京市湖南路",
        "庆阳市挣宁县",
    ):
        assert not is_plain(text), text

"""Do you serve me? The answer is true, says who comes, never guesses, and keeps nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from tests.support.world import PLACE, World, build

from bonafix.kit.clock import now
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_organisation
from bonafix.places import EDITION
from bonafix.products.actions import add_coverage
from bonafix.web.customer.where import ask


@pytest.fixture
def world(operator: Operator) -> Iterator[World]:
    return build(operator.id, now() - timedelta(hours=1))


def declare(world: World, code: str, *, exclude: bool = False, independent: bool = False) -> None:
    boss = Actor(world.operator_id, "staff", roles=frozenset({"admin", "manager"}))
    with begin(boss, now()) as act:
        party = world.outlet_id
        if independent:
            party = add_organisation(act, title="独立维修部", role="outlet").id
        add_coverage(
            act,
            party_id=party,
            brand_id=world.brand_id,
            division_code=code,
            edition=EDITION,
            exclude=exclude,
        )


def test_a_served_place_says_who_comes(world: World) -> None:
    answer = ask("山西临汾永和县桑壁镇人民路3号")
    assert answer.kind == "covered" and answer.said is not None
    assert [(b.title, b.independent) for b in answer.said.brands] == [("测试锁业", False)]
    declare(world, "411024", independent=True)
    other = ask("许昌市鄢陵县")
    assert other.said is not None and other.said.brands[0].independent


def test_a_place_served_in_part_is_asked_for_its_street(world: World) -> None:
    declare(world, "411024100")
    declare(world, f"{PLACE}100", exclude=True)
    assert ask("许昌市鄢陵县").kind == "partly"
    assert ask("临汾市永和县").kind == "partly"
    assert ask("临汾市").kind == "partly"
    served = ask(f"{'许昌市鄢陵县'}安陵镇")
    assert served.place is not None and served.place.code == "411024100"
    assert served.kind == "covered"


def test_the_nearest_place_named_is_one_that_is_really_served(world: World) -> None:
    declare(world, "141031")  # 隰县 lies next to 永和, and is left out below
    declare(world, "141031", exclude=True)
    answer = ask("临汾市隰县")
    assert answer.kind == "not" and answer.said is not None and answer.said.nearest is not None
    assert answer.said.nearest.code == PLACE
    assert answer.said.km is not None and 10 < answer.said.km < 100


@pytest.mark.parametrize(
    ("text", "kind"),
    [("朝阳区", "which"), ("重庆市渝北区", "which"), ("吉安市庐陵新区", "which"),
     ("泉州市金门县", "away"), ("台北市大安区", "away"), ("三台空调都要清洗", "none")],
)  # fmt: skip
def test_what_is_not_certain_is_asked_back_and_never_guessed(
    world: World, text: str, kind: str
) -> None:
    answer = ask(text)
    assert answer.kind == kind
    assert answer.said is None
    assert bool(answer.choices) == (kind == "which")


def test_a_former_name_is_followed_and_the_reason_is_told(world: World) -> None:
    answer = ask("南昌市湾里区")
    assert answer.place is not None and answer.place.code == "360112"
    assert any("2019" in sentence for sentence in answer.why)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_box_answers_on_its_page_and_keeps_nothing(world: World, language: str) -> None:
    client = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    before = Entry.objects.count()
    for start in ("/", "/service/"):
        assert 'action="/service/where/"' in client.get(start).content.decode()
    page = client.post("/service/where/", {"address": "临汾市永和县正大街7号"}).content.decode()
    assert {"zh-hans": "可以上门到山西省临汾市永和县", "en": "somebody comes to"}[language] in page
    chosen = client.post("/service/where/", {"address": "朝阳区", "code": "110105"})
    assert "北京市朝阳区" in chosen.content.decode()
    assert Entry.objects.count() == before
    assert settings.SESSION_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("sent", [{"address": " "}, {"address": "x", "code": "999999"}, {}])
def test_what_cannot_be_answered_gets_one_sentence(world: World, sent: dict[str, str]) -> None:
    client = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
    answer = client.post("/service/where/", sent)
    assert answer.status_code == 422
    if "code" in sent:
        assert 'value="x"' in answer.content.decode()  # nothing of what was typed is lost

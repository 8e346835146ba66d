"""A telephone on the wall: called, and the words read out twice, by a real gateway."""

from datetime import datetime

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit.phones import is_landline
from bonafix.ledger.acts import begin
from bonafix.notices.actions import deliver
from bonafix.notices.models import Notice
from bonafix.notices.speech import read_out, spoken
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_person
from bonafix.people.models import Party
from tests.notices.conftest import NUMBER, PHONE, person, tell
from tests.notices.providers import Asked, sms_gateway

WALL = "+862886655443"
ARRANGED = {
    "number": NUMBER,
    "arrive_from": "2026-11-24T06:20:00Z",
    "arrive_by": "2026-11-24T06:50:00Z",
}


def at_the_wall(operator: Operator, now: datetime) -> Party:
    with begin(Actor.system(operator.id), now) as act:
        return add_person(act, name="王奶奶", phone=WALL)


def called(asked: Asked) -> str:
    ((_key, content),) = asked.requests
    assert content["to"] == WALL and content["kind"] == "arranged"
    return str(content["say"])


@pytest.mark.usefixtures("fillers")
@pytest.mark.parametrize(
    ("language", "code", "again"),
    [("zh-hans", "4、0、7、1", "再说一遍"), ("en", "4, 0, 7, 1", "Once more")],
)
def test_a_landline_is_called_and_hears_the_code_sign_by_sign_twice_and_no_link(
    operator: Operator, now: datetime, language: str, code: str, again: str
) -> None:
    with sms_gateway() as asked, override_settings(NOTICE_VOICE_URL=url(asked)):
        party = at_the_wall(operator, now)
        notice = tell(operator, now, party, "arranged", params=ARRANGED, language=language)
        assert notice.channel == "voice"
        deliver(operator.id, now, notice.id)
        deliver(operator.id, now, notice.id)
        words = called(asked)
    assert words.count(code) == 2 and again in words
    assert "http" not in words and "lock.test" not in words
    assert Notice.objects.get(pk=notice.id).status == "sent"


def url(asked: Asked) -> str:
    return f"http://127.0.0.1:{asked.port}/call"


@pytest.mark.usefixtures("fillers")
def test_a_gateway_that_is_busy_is_asked_again_with_the_same_words(
    operator: Operator, now: datetime
) -> None:
    with sms_gateway() as asked, override_settings(NOTICE_VOICE_URL=url(asked)):
        asked.answers.append(503)
        notice = tell(operator, now, at_the_wall(operator, now), "arranged", params=ARRANGED)
        deliver(operator.id, now, notice.id)
        assert Notice.objects.get(pk=notice.id).status == "queued"
        deliver(operator.id, now, notice.id)
        first, second = asked.requests
    assert first == second and Notice.objects.get(pk=notice.id).status == "sent"


def test_a_mobile_gets_its_message_and_without_a_voice_nobody_is_called(
    operator: Operator, now: datetime
) -> None:
    wall = at_the_wall(operator, now)
    assert tell(operator, now, wall).channel == "console"
    with override_settings(NOTICE_VOICE_URL="http://127.0.0.1:9/call"):
        assert tell(operator, now, person(operator, now)).channel == "console"
        assert tell(operator, now, wall, channels=("console",)).channel == "console"


def test_what_rings_on_a_wall() -> None:
    assert is_landline(WALL) and is_landline("+861066554433")
    assert not any(is_landline(one) for one in (PHONE, "+864008123456", "", "nonsense"))


@given(st.from_regex(r"[0-9A-Z]{4}-[0-9A-Z]{4}", fullmatch=True), st.text(max_size=20))
def test_no_sign_of_a_code_is_swallowed_and_no_link_is_spoken(number: str, link: str) -> None:
    told = spoken({"number": number, "code": number[:4], "link": link, "sum": "¥1,170.00"})
    assert "link" not in told
    for name, text in (("number", number), ("code", number[:4])):
        heard = [one.strip() for one in told[name].replace("、", ",").split(",")]
        assert heard == [sign for sign in text if sign != "-"]
    assert "1170.00" in told["sum"] and "¥" not in told["sum"]
    assert read_out("诚修", number, "en").count(number) == 2

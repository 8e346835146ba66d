"""An outlet is told of a visit by message: a number, a time, an address, and nobody's data."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from bonafix.cases.models import Case
from bonafix.kit.clock import now as instant
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.audit import audit_operator
from bonafix.notices.actions import deliver
from bonafix.notices.filling import values_of
from bonafix.notices.models import Notice
from bonafix.notices.texts import say
from bonafix.operators.models import Operator
from bonafix.people.actions import leave_outlet_phone
from bonafix.people.models import Party
from bonafix.people.queries import persons_of_phone
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.actions.taking_on import lapse
from bonafix.repairs.actions.telling import is_to_customer
from tests.support.desk import logged_in
from tests.support.lives import lead
from tests.support.world import World, build

PHONE = "13800005555"
ASKED = {"accept_minutes": 30, "accept_urgent_minutes": 3}


@pytest.fixture
def world(operator: Operator) -> World:
    operator.demonstration = True
    operator.save()
    made = build(operator.id, instant())
    publish_policy(made.staff("manager"), made.now, made.now, ASKED)
    return made


def leave(world: World, phone: str = PHONE) -> None:
    leave_outlet_phone(world.outlet(world.outlet_id), world.now, world.outlet_id, phone)


def told(case: Case) -> list[Notice]:
    return list(Notice.objects.filter(case_id=case.id, kind="visit_offered").order_by("id"))


def words_of(notice: Notice, language: str) -> str:
    return say(notice.kind, language, values_of(notice, instant())).text


def test_an_outlet_that_left_a_telephone_is_told_with_its_deadline_and_nobodys_data(
    world: World,
) -> None:
    leave(world)
    case = lead(world, "arranged")
    (notice,) = told(case)
    assert notice.party_id == world.outlet_id
    for language, by in (("zh-hans", "前确认接单"), ("en", "Please say yes by")):
        text = words_of(notice, language)
        assert case.number in text and by in text and "/staff/offers/" in text
        for secret in ("王", "正大街", "1390000", "钥匙", world.door_code(case.id), "/t/"):
            assert secret not in text
    sent: list[str] = []
    deliver(
        world.operator_id,
        world.now,
        notice.id,
        send=lambda one: sent.append(one.address) or "1",  # type: ignore[func-returns-value]
    )
    assert sent == ["+8613800005555"]
    assert not is_to_customer(notice.id, case.id), "if it fails, no customer is called for it"
    assert not audit_operator(world.operator_id).faults


def test_who_left_no_telephone_is_not_told_and_who_is_not_asked_hears_that(world: World) -> None:
    assert told(lead(world, "arranged")) == []
    publish_policy(world.staff("manager"), world.now, world.now, {})
    leave(world)
    (notice,) = told(lead(world, "arranged", 1))
    assert "已视为接单" in words_of(notice, "zh-hans")
    leave(world, "")
    assert told(lead(world, "arranged", 2)) == []


def test_each_offer_is_told_once_and_a_new_one_anew(world: World) -> None:
    leave(world)
    case = lead(world, "arranged")
    lapse(world.operator_id, world.now + timedelta(minutes=31), case.id)
    lapse(world.operator_id, world.now + timedelta(minutes=31), case.id)
    assert len(told(case)) == 1


def test_the_number_is_the_outlets_own_to_leave_and_finds_no_customer(world: World) -> None:
    leave(world)
    other = uuid4()
    with pytest.raises(NotAllowed):
        leave_outlet_phone(world.outlet(other), world.now, world.outlet_id, "")
    with pytest.raises(NotAllowed):
        leave_outlet_phone(world.staff("agent"), world.now, world.outlet_id, "")
    assert Party.objects.get(pk=world.outlet_id).phone is not None
    assert persons_of_phone(PHONE) == []


def test_the_inbox_shows_the_number_masked_and_takes_another(world: World) -> None:
    page: Client = logged_in(world, "outlet_dispatcher", world.outlet_id)
    leave(world)
    shown = page.get("/staff/offers/").content.decode()
    assert PHONE not in shown and "138****5555" in shown
    path = f"/staff/offers/reach/{world.outlet_id}/"
    page.post(path, {"phone": "13800006666"})
    assert "138****6666" in page.get("/staff/offers/").content.decode()

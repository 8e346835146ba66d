"""Customers and their own data: seen after a code, taken along, consent withdrawn, erasure."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from bonafix.cases.models import Case
from bonafix.deadlines.loop import fire_due
from bonafix.kit.clock import now as instant
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import give_consent
from bonafix.people.actors import customer_actor
from bonafix.people.models import Consent, Party
from bonafix.people.sealing import unseal
from bonafix.people.tokens import issue
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.duties import done
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.actions.wishes import (
    ask_erasure,
    erasure_due,
    erasure_not_answered,
    withdraw,
)
from bonafix.repairs.errors import ConsentWithdrawn
from tests.support.desk import HOST, logged_in
from tests.support.lives import lead
from tests.support.world import ADDRESS, World, build

WORDS = "钥匙断在锁芯里"
REPORT = {
    "product": "T-1",
    "fault": "jammed",
    "description": WORDS,
    "address": ADDRESS,
    "contact": {"name": "王小明", "phone": "13912345678"},
}


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, instant())


@pytest.fixture
def case(world: World) -> Case:
    made = lead(world, "arranged", 1, description=WORDS)
    with begin(world.system, world.now) as act:
        give_consent(
            act, customer_id(world, made), purpose="repair", wording_version="w1", channel="form"
        )
    return made


def customer_id(world: World, case: Case) -> UUID:
    return world.repair(case.id).customer_id


def customer(world: World, case: Case) -> Actor:
    return customer_actor(world.operator_id, case.id, customer_id(world, case))


def address(world: World, case: Case) -> str:
    return f"/t/{issue(world.operator_id, 'track', case.id, world.now, 3600)}/data/"


def code() -> str:
    notice = Notice.objects.filter(kind="one_time_code").order_by("-id").first()
    assert notice is not None
    return unseal(bytes(notice.secret)) or ""


def opened(page: str) -> Client:
    """A browser that has shown the code from the customer's telephone."""
    browser = Client(HTTP_HOST=HOST, REMOTE_ADDR="127.0.0.1")
    browser.post(page, {"do": "send"})
    assert browser.post(page, {"do": "code", "code": code()}).status_code == 302
    return browser


def test_the_link_alone_shows_nothing_and_decides_nothing(world: World, case: Case) -> None:
    page = address(world, case)
    browser = Client(HTTP_HOST=HOST, REMOTE_ADDR="127.0.0.1")
    before = Entry.objects.count()
    for do in ("", "file", "withdraw", "erase"):
        seen = browser.post(page, {"do": do}).content.decode()
        assert "139****0001" in seen
        assert WORDS not in seen and "13900000001" not in seen
    assert Entry.objects.count() == before
    browser.post(page, {"do": "send"})
    wrong = "000000" if code() != "000000" else "111111"
    assert browser.post(page, {"do": "code", "code": wrong}).status_code == 422
    assert WORDS not in browser.get(page).content.decode()
    stranger = Client(HTTP_HOST=HOST, REMOTE_ADDR="127.0.0.1")
    opened(page)
    assert WORDS not in stranger.get(page).content.decode(), "another browser has shown no code"


def test_with_the_code_customers_see_what_is_held_and_take_it_along(
    world: World, case: Case
) -> None:
    page = address(world, case)
    browser = opened(page)
    seen = browser.get(page).content.decode()
    assert WORDS in seen and ADDRESS in seen and "+8613900000001" in seen and "w1" in seen
    file = browser.post(page, {"do": "file"})
    assert file["Content-Disposition"].startswith("attachment")
    held = json.loads(file.content)
    assert held["people"]["phone"] == "+8613900000001"
    assert held["repairs"]["repairs"][0]["description"] == WORDS
    given = Entry.objects.filter(kind="people.data_exported").last()
    assert given is not None and given.actor.startswith("customer:")


def test_a_withdrawn_consent_stops_the_visit_until_a_person_has_settled_it(
    world: World, case: Case
) -> None:
    page = address(world, case)
    browser = opened(page)
    answer = browser.post(page, {"do": "withdraw"}, follow=True).content.decode()
    assert "上门已暂停" in answer
    assert Consent.objects.get().withdrawn_at is not None
    assert Case.objects.get(pk=case.id).owner == "desk"
    technician_id = world.repair(case.id).technician_id
    assert technician_id is not None
    with pytest.raises(ConsentWithdrawn):
        world.step(case, "depart")
    technician = logged_in(world, "technician", technician_id)
    day = technician.get("/staff/day/").content.decode()
    assert ADDRESS not in day and "撤回" in day
    asked = technician.post(f"/staff/day/{case.number}/phone/", {"reason": "到楼下了"})
    assert "13900000001" not in asked.content.decode()
    agent = logged_in(world, "agent")
    staff_page = f"/staff/cases/{case.number}/"
    assert "客户已撤回同意" in agent.get(staff_page).content.decode()
    agent.post(f"{staff_page}do/done/", {"duty": "consent_withdrawn"})
    renewed = Consent.objects.get(withdrawn_at__isnull=True)
    assert (renewed.channel, renewed.wording_version) == ("phone", "told")
    world.step(case, "depart")
    assert world.repair(case.id).status == "under_way"
    assert audit_operator(world.operator_id).faults == []


def test_withdrawing_stops_every_open_visit_and_the_search_and_twice_is_once(world: World) -> None:
    first, second = lead(world, "accepted", 3), lead(world, "arranged", 3)
    assert withdraw(customer(world, first), world.now, first.number) == 2
    assert withdraw(customer(world, first), world.now, first.number) == 0
    assert arrange_visit(world.system, world.now, first.id) is None
    cancel(world.staff("agent"), world.now, second.number, "customer")
    done(world.staff("agent"), world.now, first.number, "consent_withdrawn")
    assert arrange_visit(world.system, world.now, first.id) is not None


def test_a_wish_to_be_erased_is_a_managers_duty_with_a_date_until_it_is_done(
    world: World, case: Case
) -> None:
    logged_in(world, "manager").post("/staff/overview/phone/", {"phone": "13877776666"})
    page = address(world, case)
    browser = opened(page)
    for _twice in range(2):
        browser.post(page, {"do": "erase"})
    assert Entry.objects.filter(kind="repairs.erasure_asked").count() == 1
    assert Notice.objects.filter(kind="erasure_noted").count() == 1
    assert Notice.objects.filter(kind="erasure_waits").count() == 1
    who = customer_id(world, case)
    due = erasure_due(who)
    assert due is not None and due - instant() > timedelta(days=14)
    manager = logged_in(world, "manager")
    assert case.number in manager.get("/staff/overview/").content.decode()
    # Nobody answers: it is owed on, and told again.
    while fire_due(due, limit=1):
        pass
    erasure_not_answered(world.operator_id, due, who)
    erasure_not_answered(world.operator_id, due, who)
    assert Entry.objects.filter(kind="repairs.erasure_overdue").count() == 1
    assert Notice.objects.filter(kind="erasure_waits").count() == 2
    assert erasure_due(who) == due + timedelta(days=7)
    staff_page = f"/staff/cases/{case.number}/"
    manager.post(f"{staff_page}erase/")
    assert erasure_due(who) is not None, "an open visit is finished first; the wish stays"
    cancel(world.staff("agent"), world.now, case.number, "customer")
    manager.post(f"{staff_page}erase/")
    assert Party.objects.get(pk=who).status == "erased"
    assert erasure_due(who) is None
    assert audit_operator(world.operator_id).faults == []


def test_nobody_decides_about_anothers_data(world: World, case: Case) -> None:
    other = lead(world, "arranged", 2)
    for actor in (customer(world, other), world.holder(case.id), world.staff("manager")):
        with pytest.raises(NotAllowed):
            withdraw(actor, world.now, case.number)
        with pytest.raises(NotAllowed):
            ask_erasure(actor, world.now, case.number)
    assert Consent.objects.get().withdrawn_at is None


def test_a_report_through_the_api_says_which_consent_was_given(world: World) -> None:
    Operator.objects.filter(pk=world.operator_id).update(keyless_reports=True)
    browser = Client(HTTP_HOST=HOST, REMOTE_ADDR="127.0.0.1")

    def send(**more: object) -> int:
        return browser.post(
            "/api/v1/repairs", {**REPORT, **more}, content_type="application/json"
        ).status_code

    assert send() == 201
    assert Consent.objects.count() == 0, "nothing is made up"
    assert send(consent="shop-2026-11") == 201
    row = Consent.objects.get()
    assert (row.purpose, row.wording_version, row.channel) == ("repair", "shop-2026-11", "api")
    for wrong in ("顾客同意了", "x" * 41, "", "a b", "a\x00"):
        assert send(consent=wrong) == 422
    said = browser.get("/api/v1/openapi.json").json()["components"]["schemas"]["RepairIn"]
    assert "consent" in said["properties"]["consent"]["description"]

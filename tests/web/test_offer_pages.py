"""Offers to outlets on the pages and by API: pay before the yes, and nobody else's business."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.access.test_keys import key_of
from tests.repairs.test_offers import offer_of, pay
from tests.support.desk import HOST, logged_in
from tests.support.lives import lead
from tests.support.world import World, build

from bonafix.kit.clock import format_instant, local
from bonafix.operators.models import Operator
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.passed import PayRate

ROW = {"usual_outlet": "80", "usual_technician": "50.00", "kind": "repair", "brand": ""}
ROW |= {"urgent_outlet": "120", "urgent_technician": "90", "since": ""}


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    world = build(operator.id, now)
    asked = {"accept_minutes": 30, "accept_urgent_minutes": 3}
    publish_policy(world.staff("manager"), now, now, asked)
    return world


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("网点报酬", "我们接这一单")), ("en", ("Pay for the outlet", "We take this"))],
)
def test_an_outlet_sees_the_pay_before_it_says_yes(
    world: World, language: str, words: tuple[str, ...]
) -> None:
    pay(world)
    case = lead(world, "arranged")
    desk = logged_in(world, "outlet_dispatcher", world.outlet_id, language)
    page = text(desk.get("/staff/offers/"))
    assert [one for one in (*words, "¥80.00", "¥50.00", case.number) if one not in page] == []
    assert "13900000000" not in page and "王小明" not in page
    desk.post(f"/staff/offers/{case.number}/", {"do": "take_on"})
    assert offer_of(case).status == "accepted"
    assert words[1] not in text(desk.get("/staff/offers/"))


def test_the_technician_sees_their_own_pay_and_not_the_outlets(world: World) -> None:
    pay(world)
    case = lead(world, "arranged")
    one = logged_in(world, "technician", world.repair(case.id).technician_id)
    # Just before midnight the next free time is tomorrow's.
    day = local(world.repair(case.id).arrive_from).date()
    page = text(one.get(f"/staff/day/?day={day}"))
    assert "¥50.00" in page and "¥80.00" not in page and "这一单我接" in page
    (visit,) = one.get("/staff/field/day.json").json()["visits"]
    assert visit["offer"] == {"fen": 5000, "until": format_instant(offer_of(case).accept_by)}


def test_a_visit_without_a_rate_says_that_none_is_on_file(world: World) -> None:
    lead(world, "arranged")
    desk = logged_in(world, "outlet_dispatcher", world.outlet_id)
    page = text(desk.get("/staff/offers/"))
    assert "没有登记标准" in page and "¥0.00" not in page


def test_a_manager_publishes_pay_and_what_is_no_pay_comes_back(world: World) -> None:
    boss = logged_in(world, "manager")
    for wrong in ({"usual_outlet": "much"}, {"usual_technician": "81"}, {"kind": "x"}):
        answer = boss.post("/staff/pay/", {**ROW, **wrong})
        assert answer.status_code == 422
        assert not PayRate.objects.exists()
    assert boss.post("/staff/pay/", ROW).status_code == 302
    row = PayRate.objects.get()
    assert (row.outlet_fen, row.urgent_technician_fen) == (8000, 9000)
    assert "¥120.00" in text(boss.get("/staff/pay/"))


def test_the_brand_reads_how_outlets_keep_their_word(world: World) -> None:
    lead(world, "arrived")
    for role, party in (("manager", None), ("brand", brand_party(world))):
        page = text(logged_in(world, role, party).get("/staff/outlets/?days=7"))
        assert "永和锁具维修部" in page and "1 / 1" in page, role
    stranger = text(logged_in(world, "brand", world.outlet_id).get("/staff/outlets/"))
    assert "永和锁具维修部" not in stranger
    assert logged_in(world, "agent").get("/staff/outlets/").status_code == 403


def brand_party(world: World) -> Any:
    from bonafix.products.models import Brand

    return Brand.objects.get(pk=world.brand_id).party_id


def test_an_outlets_system_takes_a_visit_on_by_api(world: World) -> None:
    pay(world)
    case = lead(world, "arranged", urgent=True)
    scopes = ("repairs:read", "repairs:write")
    key = key_of(world.operator_id, world.outlet_id, scopes)
    client = Client(HTTP_HOST=HOST, headers=key)
    (offer,) = client.get("/api/v1/outlets/offers").json()
    assert (offer["number"], offer["status"], offer["outlet_fen"]) == (
        case.number,
        "offered",
        16000,
    )
    assert offer["accept_by"] == format_instant(offer_of(case).offered_at + timedelta(minutes=3))
    assert client.get("/api/v1/outlets/promises").status_code == 403
    answer = client.post(f"/api/v1/repairs/{case.number}/take_on")
    assert answer.status_code == 200, answer.content
    assert offer_of(case).accepted_by == "outlet"
    own = Client(HTTP_HOST=HOST, headers=key_of(world.operator_id, brand_party(world), scopes))
    (kept,) = own.get("/api/v1/outlets/promises?days=30").json()
    assert (kept["offered"], kept["asked"], kept["taken_on_in_time"]) == (1, 1, 1)
    assert own.get("/api/v1/outlets/promises?days=0").status_code == 422
    assert own.get("/api/v1/outlets/offers").status_code == 403, "a brand is no outlet"


def test_pay_is_published_by_api_by_a_manager_only(world: World) -> None:
    sums = {"outlet_fen": 8000, "technician_fen": 5000}
    body = json.dumps({"kind": "repair", "usual": sums, "urgent": sums})
    for role, status in (("agent", 403), ("manager", 201)):
        client = logged_in(world, role)
        client.get("/staff/queue/")
        answer = client.post("/api/v1/outlets/pay", body, content_type="application/json")
        assert answer.status_code == status, answer.content
    assert [one["version"] for one in logged_in(world, "manager").get("/api/v1/outlets/pay").json()]

"""A first inspection for nothing: booked without a fault, who is new looked up, and said."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bonafix.cases.models import Case
from bonafix.kit.clock import format_instant, local
from bonafix.kit.clock import now as clock_now
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from bonafix.people.tokens import issue
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.ending import cancel, cost_of_cancelling
from bonafix.repairs.actions.first import end_offer, publish_offer
from bonafix.repairs.models import Quote
from bonafix.repairs.passed import FirstVisit, InspectionOffer
from bonafix.repairs.rules.first import Before, FirstOffer, is_new, offer_for
from tests.access.test_keys import key_of
from tests.support.desk import HOST, logged_in
from tests.support.lives import lead
from tests.support.world import PLACE, World, build
from tests.web.test_offer_pages import brand_party

ELSEWHERE = "510104"


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now, days=30)


def offer(world: World, region: str = "", **other: Any) -> InspectionOffer:
    given: dict[str, Any] = {
        "brand_id": world.brand_id,
        "product_id": None,
        "region_code": region,
        "free": ("visit",),
        "valid_from": world.now,
        "valid_to": world.now + timedelta(days=30),
    }
    return publish_offer(world.staff("manager"), world.now, **{**given, **other})


def inspection(world: World, number: int = 0, **given: Any) -> Case:
    asked = {"kind": "inspection", "fault": None, "description": "", **given}
    return world.report(number, **asked).case


def verdict(case: Case) -> str | None:
    row = FirstVisit.objects.filter(case_id=case.id).first()
    return row.verdict if row else None


def kinds_told(case: Case) -> set[str]:
    return set(Notice.objects.filter(case_id=case.id).values_list("kind", flat=True))


def test_a_new_customer_books_an_inspection_without_a_fault_and_pays_nothing(world: World) -> None:
    offer(world, PLACE[:4])
    case = inspection(world)
    assert verdict(case) == "granted" and "first_free" in kinds_told(case)
    entry = Entry.objects.get(stream_id=case.id, kind="repairs.first_visit_decided")
    assert json.loads(bytes(entry.body))["verdict"] == "granted" and entry.actor == "system"
    arrange_visit(world.system, world.now, case.id)
    world.step(case, "depart")
    world.step(case, "arrive", code=world.door_code(case.id))
    assert cost_of_cancelling(world.repair(case.id), world.now) == 0
    world.step(case, "quote", lines=(("visit", 1), ("cylinder", 1)))
    lines = Quote.objects.get(case_id=case.id).lines
    # What is repaired beside it has its price.
    assert {line["code"]: line["fen"] for line in lines} == {"visit": 0, "cylinder": 12000}


def test_who_had_a_visit_is_told_so_kindly_and_a_second_free_one_is_not_granted(
    world: World,
) -> None:
    offer(world)
    lead(world, "arrived", 7)
    known = inspection(world, 7, name="她的家人")
    assert verdict(known) == "known" and "first_known" in kinds_told(known)
    first, second = inspection(world, 8), inspection(world, 8)
    assert (verdict(first), verdict(second)) == ("granted", "known")
    cancel(world.holder(first.id), world.now, first.number, "customer")
    cancel(world.holder(second.id), world.now, second.number, "customer")
    assert verdict(inspection(world, 8)) == "granted", "called off before anybody came"


def test_where_nobody_offers_it_nothing_is_looked_up(world: World) -> None:
    offer(world, ELSEWHERE)
    end_offer(world.staff("manager"), world.now, offer(world).id)
    offer(world, valid_from=world.now + timedelta(days=1))
    case = inspection(world)
    assert verdict(case) is None and not kinds_told(case) & {"first_free", "first_known"}
    offer(world)
    assert verdict(world.report(1).case) is None, "a repair is no inspection"


@pytest.mark.parametrize(
    "wrong",
    [
        {"free": ("nothing",)},
        {"free": ()},
        {"region_code": "999999"},
        {"valid_to": datetime.fromisoformat("2020-01-01T00:00:00+00:00")},
        {"product_id": UUID(int=1)},
        {"brand_id": UUID(int=1)},
    ],
)
def test_an_offer_that_cannot_be_read_is_refused(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        offer(world, wrong.pop("region_code", ""), **wrong)
    assert not InspectionOffer.objects.exists()


def test_an_outlet_makes_no_offer_in_a_brands_name(world: World) -> None:
    with pytest.raises(NotAllowed):
        publish_offer(
            world.outlet(world.outlet_id),
            world.now,
            brand_id=world.brand_id,
            product_id=None,
            region_code="",
            free=("visit",),
            valid_from=world.now,
            valid_to=world.now + timedelta(days=1),
        )


@pytest.mark.parametrize(
    ("language", "granted", "known"),
    [("zh-hans", "免费：测试锁业", "按公开价目收费"), ("en", "Free of charge", "At the public")],
)
def test_customer_and_desk_read_what_was_decided(
    world: World, language: str, granted: str, known: str
) -> None:
    offer(world)
    lead(world, "arrived", 7)
    for case, words in ((inspection(world), granted), (inspection(world, 7), known)):
        client = Client(HTTP_HOST=HOST)
        client.cookies["django_language"] = language
        token = issue(world.operator_id, "track", case.id, clock_now(), 3600)
        assert words in client.get(f"/t/{token}/").content.decode()
        desk = logged_in(world, "agent", language=language)
        assert words in desk.get(f"/staff/cases/{case.number}/").content.decode()


def test_a_brand_publishes_and_ends_an_offer_by_page_and_by_api(world: World) -> None:
    party = brand_party(world)
    page = logged_in(world, "brand", party)
    today = local(clock_now()).date()
    given = {"brand": str(world.brand_id), "product": "", "region": "永和县", "free": "visit"}
    days = {"first": today.isoformat(), "last": (today + timedelta(days=9)).isoformat()}
    answer = page.post("/staff/setup/inspections/add/", {**given, **days})
    assert answer.status_code == 302, answer.content.decode()
    row = InspectionOffer.objects.get()
    assert row.region_code == PLACE
    assert "永和县" in page.get("/staff/setup/inspections/").content.decode()
    scopes = ("repairs:read", "repairs:write")
    api = Client(HTTP_HOST=HOST, headers=key_of(world.operator_id, party, scopes))
    assert [one["id"] for one in api.get("/api/v1/inspections").json()] == [str(row.id)]
    body = {
        "brand": str(world.brand_id),
        "free": ["visit"],
        "valid_from": format_instant(world.now),
        "valid_to": format_instant(world.now + timedelta(days=3)),
    }
    sent = api.post("/api/v1/inspections", json.dumps(body), content_type="application/json")
    assert sent.status_code == 201, sent.content
    ended = api.post(f"/api/v1/inspections/{row.id}/end")
    assert ended.status_code == 200
    row.refresh_from_db()
    assert row.valid_to <= clock_now()
    stranger = Client(HTTP_HOST=HOST, headers=key_of(world.operator_id, world.outlet_id, scopes))
    sent = stranger.post("/api/v1/inspections", json.dumps(body), content_type="application/json")
    assert sent.status_code == 403
    assert InspectionOffer.objects.count() == 2
    case = inspection(world)
    boss = logged_in(world, "manager")
    assert boss.get(f"/api/v1/repairs/{case.number}").json()["first_inspection"] == "granted"


befores = st.builds(Before, st.booleans(), st.booleans(), st.booleans())


@given(st.lists(befores))
@example([Before(came=False, free=True, called_off=True)])
@example([Before(came=False, free=True, called_off=False)])
@example([Before(came=True, free=False, called_off=True)])
def test_a_visit_that_was_called_off_before_anybody_came_makes_nobody_known(
    before: list[Before],
) -> None:
    makes_known = [one for one in before if one.came or (one.free and not one.called_off)]
    assert is_new(before) == (not makes_known)
    assert not is_new([*before, Before(came=True, free=False, called_off=False)])


DAY = datetime.fromisoformat("2026-11-24T00:00:00+00:00")
offers = st.builds(
    FirstOffer,
    id=st.uuids(),
    brand_id=st.sampled_from([UUID(int=1), UUID(int=2)]),
    product_id=st.sampled_from([None, UUID(int=3), UUID(int=4)]),
    region=st.sampled_from(["", "14", "1410", PLACE, ELSEWHERE]),
    free=st.just(frozenset({"visit"})),
    since=st.integers(-5, 5).map(lambda days: DAY + timedelta(days=days)),
    until=st.integers(-5, 5).map(lambda days: DAY + timedelta(days=days)),
)


@settings(deadline=None)  # the first look at the list of places reads it
@given(st.lists(offers, max_size=8), st.sampled_from([PLACE, ""]))
def test_the_offer_of_the_product_and_the_smallest_region_counts(
    held: list[FirstOffer], place: str
) -> None:
    found = offer_for(held, UUID(int=1), UUID(int=3), place, DAY)
    fitting = [
        one
        for one in held
        if one.brand_id == UUID(int=1)
        and one.product_id in (None, UUID(int=3))
        and one.since <= DAY < one.until
        and one.region in (("", "14", "1410", PLACE) if place else ("",))
    ]
    assert (found is None) == (not fitting)
    if found is not None:
        assert found in fitting
        assert found.product_id or not any(one.product_id for one in fitting)
        same = [one for one in fitting if bool(one.product_id) == bool(found.product_id)]
        assert len(found.region) == max(len(one.region) for one in same)

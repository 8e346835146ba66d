"""What dispatchers and customers see of the planner: days, reasons, times that can be kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.support.world import World, build

from bonafix.cases.models import Case
from bonafix.dispatch.holding import of_case
from bonafix.dispatch.models import Booking, Hold
from bonafix.dispatch.queries import booking_of
from bonafix.kit.clock import local, now
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_staff
from bonafix.people.tokens import issue
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.models import Promise


@pytest.fixture
def world(operator: Operator) -> World:
    # Only a demonstration lets people in without a second step.
    operator.demonstration = True
    operator.save()
    return build(operator.id, now(), technicians=2)


def text(answer: Any) -> str:
    assert answer.status_code in (200, 409, 422), answer.status_code
    return str(answer.content.decode())


def staff(world: World, role: str, party: Any = None) -> Client:
    boss = Actor(world.operator_id, "staff", id=world.outlet_id, roles=frozenset({"admin"}))
    name = f"{role}-{party or 'x'}@example.com"
    account = add_staff(boss, now(), username=name, password=None, roles=[(role, party)])
    client = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def arranged(world: World, number: int, **given: Any) -> Case:
    case = world.report(number, **given).case
    arrange_visit(world.system, now(), case.id)
    return case


def track(world: World, case: Case) -> str:
    return f"/t/{issue(world.operator_id, 'track', case.id, now(), 3600)}/time/"


def customer() -> Client:
    client = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    return client


def test_the_board_shows_one_technicians_day_with_reasons_and_gaps(world: World) -> None:
    case = arranged(world, 1)
    who = world.repair(case.id).technician_id
    desk = staff(world, "dispatcher")
    today = local(Booking.objects.get(case_id=case.id).arrive_at).date()
    page = text(desk.get(f"/staff/board/?who={who}&day={today}"))
    section = page.split('id="one"')[1].split("</section>")[0]
    assert case.number in section
    assert "对全天的影响最小" in section and "另有 1 人未派" in section
    # Late in the evening nothing of today is left; tomorrow is.
    day = (local(now()) + timedelta(days=1)).date()
    tomorrow = text(desk.get(f"/staff/board/?who={who}&day={day}"))
    assert re.search(r"空闲 \d+ 分钟", tomorrow)


def test_an_outlet_sees_no_day_of_anothers_technician(world: World) -> None:
    who = world.technicians[0]
    own = staff(world, "outlet_dispatcher", world.outlet_id)
    assert 'id="one"' in text(own.get(f"/staff/board/?who={who}"))
    with_other = staff(world, "outlet_dispatcher", world.technicians[1])
    assert 'id="one"' not in text(with_other.get(f"/staff/board/?who={who}"))
    assert 'id="one"' not in text(own.get("/staff/board/?who=nobody"))


def test_a_case_that_nobody_could_take_says_why_on_the_board_and_what_would_help(
    world: World,
) -> None:
    late = now() + timedelta(days=5)
    case = world.report(1, preferred=[(late, late + timedelta(hours=1))]).case
    assert arrange_visit(world.system, now(), case.id) is None
    client = staff(world, "dispatcher")
    assert "2 人没有足够的空档" in text(client.get("/staff/board/"))
    page = text(client.get(f"/staff/cases/{case.number}/"))
    assert "目前没有人能去" in page and "不限于顾客要的时间" in page


def test_a_dispatcher_sees_what_each_technician_would_mean_before_choosing(world: World) -> None:
    case = world.report(1).case
    page = text(staff(world, "dispatcher").get(f"/staff/cases/{case.number}/"))
    choice = page.split("<legend>师傅</legend>")[1].split("</fieldset>")[0]
    assert choice.count('type="radio"') == 3
    assert choice.count("计划建议") == 1
    assert "全天多走 15 分钟" in choice


def test_a_customer_is_offered_times_that_can_be_kept_and_gets_the_chosen_one_at_once(
    world: World,
) -> None:
    case = arranged(world, 1)
    old, path = booking_of(case.id), track(world, case)
    page = text(customer().get(path))
    offered = re.findall(r'value="(slot/[^"]+)"', page)
    assert 0 < len(offered) <= 6 and offered == sorted(offered, key=lambda o: o.split("/")[1])
    answer = customer().post(path, {"when": offered[-1]})
    assert answer.status_code == 302
    new = booking_of(case.id)
    assert new is not None and old is not None and new.id != old.id
    assert world.repair(case.id).status == "arranged"


@pytest.mark.parametrize("asked", ["slot/2000-01-01/morning", "slot/x/y", "slot/", "slot/3/night"])
def test_a_time_that_cannot_be_kept_is_refused_and_the_old_one_stands(
    world: World, asked: str
) -> None:
    case = arranged(world, 1)
    before = booking_of(case.id)
    answer = customer().post(track(world, case), {"when": asked})
    assert answer.status_code == 422
    assert booking_of(case.id) == before
    assert Promise.objects.get(case_id=case.id).status == "open"


def test_a_reporter_is_offered_times_once_the_place_is_known(world: World) -> None:
    from tests.support.world import ADDRESS

    client = customer()
    first = client.post("/report/", {"product": "T-1"})
    where = first.headers["Location"]
    fault = client.post(where, {"fault": "jammed", "description": "转不动"})
    there = client.post(fault.headers["Location"], {"address": ADDRESS})
    page = text(client.get(there.headers["Location"]))
    offered = re.findall(r'value="(slot/[^"]+)"', page)
    assert 0 < len(offered) <= 6
    assert "为您保留到" in page
    asked = client.post(there.headers["Location"], {"when": offered[0]})
    assert asked.status_code == 302
    contact = {"name": "王小明", "phone": "13900000001", "consent": "yes"}
    overview = client.post(asked.headers["Location"], contact).headers["Location"]
    assert "为您保留到" in text(client.get(overview))
    assert Hold.objects.count() == 1, "what was not chosen is free again"
    kept = Hold.objects.get()
    assert client.post(overview).status_code == 302
    case = Case.objects.get()
    assert Hold.objects.get().holder == of_case(case.id)
    assert Hold.objects.get().during == kept.during
    arrange_visit(world.system, now(), case.id)
    booking = booking_of(case.id)
    assert booking is not None and booking.arrive_at in kept.window
    assert not Hold.objects.exists()


def test_the_desk_offers_times_that_are_kept_and_books_the_chosen_one(world: World) -> None:
    case = arranged(world, 1)
    client, path = staff(world, "dispatcher"), f"/staff/cases/{case.number}/times/"
    assert path in text(client.get(f"/staff/cases/{case.number}/"))
    page = text(client.get(path))
    offered = re.findall(r'value="(slot/[^"]+)"', page)
    assert 0 < len(offered) <= 6 and "为您保留到" in page
    old = booking_of(case.id)
    assert client.post(path, {"when": "slot/2000-01-01/noon"}).status_code == 409
    assert booking_of(case.id) == old
    assert client.post(path, {"when": offered[-1]}).status_code == 302
    assert booking_of(case.id) != old

"""The way of the day as a drawing: each stop once, in order, inside the box."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.support.desk import logged_in
from tests.support.lives import lead
from tests.support.world import World, build

from bonafix.kit.clock import local
from bonafix.operators.models import Operator
from bonafix.places import centroid
from bonafix.web.look.route import HEIGHT, MARGIN, WIDTH, route

CODES = st.sampled_from(["510104", "510107", "141032", "310105", "", "999999", "532627100"])


@settings(deadline=None)  # the first look at the list of places reads it
@given(st.lists(CODES, max_size=12))
@example([])
@example(["510104"])
@example(["510104"] * 12)
@example(["999999", ""])
def test_every_stop_stands_once_in_order_and_inside(codes: list[str]) -> None:
    drawn = route([(str(number), code) for number, code in enumerate(codes)])
    assert [one.number for one in drawn.stops] == [str(number) for number in range(len(codes))]
    assert [one.order for one in drawn.stops] == list(range(1, len(codes) + 1))
    known = [code for code in codes if code and centroid(code)]
    placed = [one for one in drawn.stops if one.x is not None and one.y is not None]
    assert len(placed) == len(known)
    for one in placed:
        assert one.x is not None and one.y is not None
        assert MARGIN - 1 <= one.x <= WIDTH - MARGIN + 1
        assert MARGIN - 1 <= one.y <= HEIGHT - MARGIN + 1
    assert bool(drawn.path) == (len(placed) > 1)
    assert len(re.findall(r"[ML]", drawn.path)) in (0, len(placed))


def test_north_is_above_and_east_is_right() -> None:
    # 成都市锦江区, 上海市长宁区, 临汾市永和县
    west, east, north = route([("a", "510104"), ("b", "310105"), ("c", "141032")]).stops
    assert west.x is not None and east.x is not None and west.y is not None
    assert north.y is not None
    assert west.x < east.x and north.y < west.y


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now, technicians=1)


def test_the_day_is_drawn_with_and_without_scripts(world: World) -> None:
    cases = [lead(world, "arranged", number) for number in range(2)]
    first = world.repair(cases[0].id)
    one = logged_in(world, "technician", first.technician_id)
    days = {local(world.repair(case.id).arrive_from).date() for case in cases}
    shown = [v for v in one.get("/staff/field/day.json").json()["visits"]]
    assert all({"day", "order", "x", "y"} == set(visit["stop"]) for visit in shown)
    assert all("place" not in visit for visit in shown)
    # Both on one day, unless midnight lies between them.
    if len(days) == 1 and max(days) <= (world.now + timedelta(days=1)).date():
        page = one.get(f"/staff/day/?day={days.pop()}").content.decode()
        assert 'class="way"' in page and "今天的路线" in page
        assert [visit["stop"]["order"] for visit in shown] == [1, 2]

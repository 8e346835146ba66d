"""A roster is filled once, by those whose people they are; who has visits does not just leave."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from bonafix.dispatch.errors import NoSuchTechnician, StillBooked
from bonafix.dispatch.models import Booking, Shift, Technician
from bonafix.dispatch.roster import end_shift, enrol_person, fill_roster, leave
from bonafix.kit.clock import local, now
from bonafix.kit.errors import NotAllowed
from bonafix.operators.models import Operator
from bonafix.repairs.actions.arrange import arrange_visit
from tests.support.world import PLACE, World, build

ALWAYS = [{"days": list(range(7)), "from": "00:00", "to": "24:00"}]


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, now())


def today() -> date:
    return local(now()).date()


def test_filling_twice_adds_nothing(world: World) -> None:
    boss, who = world.staff("manager"), [world.technicians[0]]
    far = today() + timedelta(days=30)
    days = {"first": far, "last": far + timedelta(days=6), "weekly": ALWAYS}
    assert fill_roster(boss, now(), who, kind="shift", **days) == 1  # type: ignore[arg-type]
    assert fill_roster(boss, now(), who, kind="shift", **days) == 0  # type: ignore[arg-type]
    shift = Shift.objects.filter(technician_id=who[0]).order_by("-during").first()
    assert shift is not None
    end_shift(boss, now(), shift.id)
    assert fill_roster(boss, now(), who, kind="shift", **days) == 1  # type: ignore[arg-type]


def test_an_outlet_fills_and_ends_the_roster_of_its_own_people_only(world: World) -> None:
    own, foreign = world.outlet(world.outlet_id), world.outlet(uuid4())
    who = [world.technicians[0]]
    days = {"first": today(), "last": today(), "weekly": ALWAYS}
    with pytest.raises(NotAllowed):
        fill_roster(foreign, now(), who, kind="shift", **days)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        enrol_person(
            foreign,
            now(),
            name="李四",
            phone="13800000001",
            division_code=PLACE,
            skills=[],
            outlet_id=world.outlet_id,
        )
    shift = Shift.objects.filter(technician_id=who[0]).first()
    assert shift is not None
    with pytest.raises(NotAllowed):
        end_shift(foreign, now(), shift.id)
    with pytest.raises(NotAllowed):
        leave(foreign, now(), who[0])
    fill_roster(own, now(), who, kind="standby", **days)  # type: ignore[arg-type]
    assert end_shift(own, now(), shift.id).status == "ended"


def test_nobody_leaves_while_customers_wait_for_them(world: World) -> None:
    case = world.report().case
    if not Booking.objects.filter(case_id=case.id, status="active").exists():
        arrange_visit(world.system, now(), case.id)
    technician_id = Booking.objects.get(case_id=case.id, status="active").technician_id
    with pytest.raises(StillBooked):
        leave(world.staff("manager"), now(), technician_id)
    other = next(one for one in world.technicians if one != technician_id)
    assert leave(world.staff("manager"), now(), other).status == "left"
    with pytest.raises(NoSuchTechnician):
        leave(world.staff("manager"), now(), other)
    assert Technician.objects.get(pk=technician_id).status == "active"

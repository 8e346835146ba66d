"""An outlet runs its own people, and nobody else's."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bonafix.access import may
from bonafix.cases.queries import subject_of
from bonafix.dispatch.actions import add_shifts, enrol
from bonafix.intake.actions import set_place
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_organisation, add_person
from bonafix.repairs.actions.arrange import assign_technician
from tests.support.lives import lead
from tests.support.world import PLACE, World, build


def of_another_outlet(world: World) -> UUID:
    with begin(world.system, world.now) as act:
        outlet = add_organisation(act, title="别的维修部", role="outlet")
        person = add_person(act, name="别的师傅", phone="+8613600008888")
        enrol(
            act,
            person.id,
            public_name="别师傅",
            division_code=PLACE,
            skills=["lock"],
            outlet_id=outlet.id,
        )
        start = world.now - timedelta(hours=1)
        add_shifts(act, person.id, [(start, start + timedelta(days=2), "shift")])
    return person.id


def dispatcher_of(world: World, outlet_id: UUID) -> Actor:
    return Actor(
        world.operator_id,
        "staff",
        id=uuid4(),
        roles=frozenset({"outlet_dispatcher"}),
        outlet_ids=frozenset({outlet_id}),
        party_ids=frozenset({outlet_id}),
    )


def test_the_outlet_that_serves_has_the_case_before_anybody_is_sent(
    operator: Operator, now: datetime
) -> None:
    world = build(operator.id, now)
    desk = dispatcher_of(world, world.outlet_id)
    accepted, waiting = lead(world, "accepted"), lead(world, "waiting", 1)
    assert may(desk, "repair.arrange", subject_of(accepted))
    assert not may(desk, "case.see", subject_of(waiting))
    set_place(world.staff("agent"), now, waiting.number, PLACE)
    assert may(desk, "repair.arrange", subject_of(waiting))


def test_an_outlet_whose_case_went_to_another_one_sees_it_no_longer(
    operator: Operator, now: datetime
) -> None:
    world = build(operator.id, now)
    case = lead(world, "accepted")
    foreign = of_another_outlet(world)
    assign_technician(world.staff("dispatcher"), now, case.number, foreign)
    assert not may(dispatcher_of(world, world.outlet_id), "case.see", subject_of(case))
    other = world.repair(case.id).outlet_id
    assert other is not None
    assert may(dispatcher_of(world, other), "case.see", subject_of(case))


def test_an_outlet_sends_its_own_technicians_and_no_others(
    operator: Operator, now: datetime
) -> None:
    world = build(operator.id, now)
    case = lead(world, "accepted")
    desk = dispatcher_of(world, world.outlet_id)
    foreign = of_another_outlet(world)
    with pytest.raises(NotAllowed):
        assign_technician(desk, now, case.number, foreign)
    assert world.repair(case.id).status == "accepted"
    assign_technician(desk, now, case.number, world.technicians[0])
    assert world.repair(case.id).technician_id == world.technicians[0]


def test_a_dispatcher_of_the_operator_may_send_anybody(operator: Operator, now: datetime) -> None:
    world = build(operator.id, now)
    case = lead(world, "accepted")
    foreign = of_another_outlet(world)
    assign_technician(world.staff("dispatcher"), now, case.number, foreign)
    assert world.repair(case.id).technician_id == foreign

"""A step that a device sends several times at once: done once, answered every time."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case
from bonafix.kit.errors import Conflict, NotAllowed
from bonafix.ledger.models import Entry
from bonafix.operators.tenancy import act_as
from bonafix.repairs.actions.steps import Step, TakenStep, take_step
from bonafix.repairs.models import VisitStep
from tests.conftest import found
from tests.support.lives import lead
from tests.support.threads import at_once
from tests.support.world import World, build

SIX = 6


@pytest.fixture
def world(fresh_database: str, now: datetime) -> World:
    operator = found("lock", "lock.test")
    with act_as(operator.id):
        return build(operator.id, now)


def led(world: World, status: str, number: int = 0) -> Case:
    with act_as(world.operator_id):
        return lead(world, status, number)


def sending(world: World, case: Case, step: Step) -> Callable[[], TakenStep]:
    """As one request does it, on a connection of its own."""

    def send() -> TakenStep:
        with act_as(world.operator_id):
            technician_id = world.repair(case.id).technician_id
            mine = world.technician(technician_id or world.technicians[0])
            return take_step(mine, world.now, case.number, step)

    return send


STEPS = [
    ("arranged", "depart", {}),
    ("under_way", "arrive", {}),
    ("arrived", "quote", {"lines": (("visit", 1),)}),
    ("repaired", "sign_off", {"method": "told"}),
    ("arrived", "adjourn", {"why": "time"}),
]


@pytest.mark.parametrize(("status", "verb", "more"), STEPS, ids=[verb for _s, verb, _m in STEPS])
def test_six_identical_steps_at_once_are_one_step_and_six_answers(
    world: World, status: str, verb: str, more: dict[str, object]
) -> None:
    case = led(world, status)
    if verb == "arrive":
        with act_as(world.operator_id):
            more = {"code": world.door_code(case.id)}
    step = Step(uuid4(), verb, world.now, **more)  # type: ignore[arg-type]
    answers = at_once([sending(world, case, step)] * SIX)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert Counter(one.replayed for one in answers if isinstance(one, TakenStep)) == {
        False: 1,
        True: SIX - 1,
    }
    with act_as(world.operator_id):
        assert VisitStep.objects.filter(client_id=step.client_id).count() == 1
        noted = Entry.objects.filter(stream_id=case.id, kind="repairs.step_noted")
        assert sum(str(step.client_id).encode() in bytes(one.body) for one in noted) == 1


def test_one_id_for_two_cases_at_once_is_one_step_and_one_conflict(world: World) -> None:
    cases = [led(world, "arranged", number) for number in (1, 2)]
    step = Step(uuid4(), "depart", world.now)
    answers = at_once([sending(world, case, step) for case in cases])
    assert sorted(type(one).__name__ for one in answers) == ["Conflict", "TakenStep"]
    (refused,) = (one for one in answers if isinstance(one, Conflict))
    assert refused.code == "client_id_used"


def test_who_gave_a_visit_back_is_answered_again_and_nobody_else(world: World) -> None:
    case = led(world, "arranged")
    with act_as(world.operator_id):
        technician_id = world.repair(case.id).technician_id
        assert technician_id is not None
        step = Step(uuid4(), "refuse", world.now, why="too_far")
        mine = world.technician(technician_id)
        assert not take_step(mine, world.now, case.number, step).replayed
        assert take_step(mine, world.now, case.number, step).replayed
        (other,) = (one for one in world.technicians if one != technician_id)
        with pytest.raises((NotAllowed, NoSuchCase)):
            take_step(world.technician(other), world.now, case.number, step)
        late = Step(uuid4(), "depart", world.now + timedelta(minutes=1))
        with pytest.raises((NotAllowed, NoSuchCase)):
            take_step(mine, world.now, case.number, late)

"""Each step is on record in the name of who did it, and of nobody else."""

import pytest

from bonafix.cases.models import Case
from bonafix.intake.actions import set_place
from bonafix.kit.clock import now as instant
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.repairs.actions.arrange import assign_technician
from bonafix.repairs.errors import WrongCode
from tests.support.lives import NOWHERE, lead
from tests.support.world import PLACE, World, build


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, instant())


def by(case: Case, kind: str) -> str:
    return Entry.objects.get(stream_id=case.id, kind=kind).actor.partition(":")[0]


def test_a_report_is_the_customers_and_its_acceptance_is_the_houses(world: World) -> None:
    case = world.report(1).case
    assert by(case, "repairs.reported") == "customer"
    assert by(case, "cases.opened") == "customer"
    assert by(case, "repairs.accepted") == "system"
    causes = Entry.objects.filter(stream_id=case.id).values_list("cause", flat=True)
    assert len(set(causes)) == 1, "what came about together has one cause"
    far = world.report(2, address=NOWHERE).case
    assert by(far, "repairs.set_waiting") == "system"
    assert audit_operator(world.operator_id).faults == []


def test_a_place_cleared_up_is_the_desks_and_the_acceptance_is_not(world: World) -> None:
    case = world.report(1, address=NOWHERE).case
    set_place(world.staff("agent"), world.now, case.number, PLACE)
    assert by(case, "repairs.placed") == "staff"
    assert by(case, "repairs.accepted") == "system"


def test_a_promise_is_measured_by_the_house_and_not_by_whom_it_judges(world: World) -> None:
    case = lead(world, "arrived")
    assert by(case, "repairs.arrived") == "technician"
    assert by(case, "repairs.promise_settled") == "system"


def test_a_lock_after_wrong_codes_is_the_houses(world: World) -> None:
    case = lead(world, "under_way")
    wrong = "0000" if world.door_code(case.id) != "0000" else "1111"
    for _try in range(5):
        with pytest.raises(WrongCode):
            world.step(case, "arrive", code=wrong)
    assert by(case, "repairs.code_locked") == "system"
    missed = Entry.objects.filter(stream_id=case.id, kind="repairs.code_missed")
    assert {entry.actor.partition(":")[0] for entry in missed} == {"technician"}


def test_that_an_urgent_visit_is_late_is_found_by_the_house(world: World) -> None:
    for number in (1, 2):
        lead(world, "arranged", number)
    case = world.report(3).case
    repair = world.repair(case.id)
    repair.urgent = True
    with begin(world.system, world.now) as act:
        act.record("repairs.reported", ("case", case.id), rows=[repair])
    assign_technician(world.staff("dispatcher"), world.now, case.number, world.technicians[0])
    assert by(case, "repairs.arranged") == "staff"
    assert by(case, "repairs.urgent_is_late") == "system"

"""The code for the door: guessed at too often, lost, or told too early, it is never the end."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from bonafix.access import may
from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.deadlines.queries import is_waiting
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from bonafix.people.tokens import issue
from bonafix.repairs.actions.arrange import arrange_visit, reschedule
from bonafix.repairs.actions.codes import renew_code
from bonafix.repairs.actions.elsewhere import take_back
from bonafix.repairs.errors import TooManyCodes, WrongCode
from bonafix.repairs.rules.states import OutOfOrder
from tests.support.desk import logged_in
from tests.support.lives import lead
from tests.support.world import World, build


@pytest.fixture
def world(operator: Operator, now: object) -> World:
    from bonafix.kit.clock import now as instant

    return build(operator.id, instant())


def wrong_code(world: World, case: Case) -> str:
    return "0000" if world.door_code(case.id) != "0000" else "1111"


def locked(world: World) -> Case:
    """A technician on the way who has tried five wrong codes."""
    case = lead(world, "under_way")
    for _try in range(5):
        with pytest.raises(WrongCode):
            world.step(case, "arrive", code=wrong_code(world, case))
    return case


def body_of(case: Case, kind: str) -> dict[str, object]:
    entry = Entry.objects.get(stream_id=case.id, kind=kind)
    facts: dict[str, object] = json.loads(bytes(entry.body))
    return facts


def test_five_wrong_codes_wait_for_the_desk_which_gives_the_customer_a_new_one(
    world: World,
) -> None:
    case = locked(world)
    old = world.door_code(case.id)
    with pytest.raises(TooManyCodes):
        world.step(case, "arrive", code=old)
    assert Case.objects.get(pk=case.id).owner == "desk"
    assert is_waiting(("case", case.id), "renew_code")
    renew_code(world.staff("agent"), world.now, case.number)
    assert body_of(case, "repairs.code_renewed")["tries"] == 5
    assert Case.objects.get(pk=case.id).owner == "technician"
    assert not is_waiting(("case", case.id), "renew_code")
    assert Notice.objects.filter(case_id=case.id, kind="code_renewed").count() == 1
    if world.door_code(case.id) != old:
        with pytest.raises(WrongCode):
            world.step(case, "arrive", code=old)
    world.step(case, "arrive", code=world.door_code(case.id))
    assert world.repair(case.id).status == "arrived"
    assert audit_operator(world.operator_id).faults == []


@pytest.mark.parametrize("status", ["accepted", "arrived", "closed"])
def test_a_code_is_renewed_only_while_somebody_is_to_come(world: World, status: str) -> None:
    from bonafix.repairs.actions.finish import close

    case = lead(world, "guaranteed" if status == "closed" else status)
    if status == "closed":
        close(world.staff("agent"), world.now, case.id)
    before = bytes(world.repair(case.id).door_code)
    with pytest.raises(OutOfOrder):
        renew_code(world.staff("agent"), world.now, case.number)
    assert bytes(world.repair(case.id).door_code) == before


def test_neither_technician_nor_customer_renews_a_code(world: World) -> None:
    case = locked(world)
    technician_id = world.repair(case.id).technician_id
    assert technician_id is not None
    for actor in (world.technician(technician_id), world.holder(case.id), world.staff("auditor")):
        with pytest.raises(NotAllowed):
            renew_code(actor, world.now, case.number)
    other = world.outlet(uuid4())
    assert not may(other, "visit.renew_code", subject_of(case))
    assert may(world.outlet(world.outlet_id), "visit.renew_code", subject_of(case))


def test_each_visit_has_a_code_of_its_own_and_all_tries(world: World) -> None:
    case = locked(world)
    before = bytes(world.repair(case.id).door_code)
    take_back(world.staff("dispatcher"), world.now, case.number, "late")
    taken_back = world.repair(case.id)
    assert bytes(taken_back.door_code) != before and taken_back.code_tries == 0
    assert not is_waiting(("case", case.id), "renew_code")
    assert arrange_visit(world.system, world.now, case.id) is not None
    reschedule(world.holder(case.id), world.now, case.number, [])
    assert bytes(world.repair(case.id).door_code) != bytes(taken_back.door_code)


def test_the_technicians_page_says_whom_to_call_and_the_desks_button_helps(world: World) -> None:
    case = locked(world)
    technician_id = world.repair(case.id).technician_id
    technician = logged_in(world, "technician", technician_id)
    day = technician.get("/staff/day/").content.decode()
    assert "服务台" in day and "错了五次" in day
    assert 'name="code"' not in day
    english = logged_in(world, "technician", technician_id, "en")
    in_english = english.get("/staff/day/").content.decode()
    assert "Please call the service desk" in in_english
    token = issue(world.operator_id, "track", case.id, world.now, 3600)
    assert "错了五次" in Client(HTTP_HOST="lock.test").get(f"/t/{token}/").content.decode()
    agent = logged_in(world, "agent")
    page = f"/staff/cases/{case.number}/"
    assert "给客户发一个新的到门码" in agent.get(page).content.decode()
    answer = agent.post(f"{page}do/renew_code/", follow=True)
    assert world.door_code(case.id) not in answer.content.decode(), "it goes to the customer only"
    assert world.repair(case.id).code_tries == 0
    assert 'name="code"' in technician.get("/staff/day/").content.decode()


def test_a_program_of_the_desk_renews_a_code_by_the_api_and_never_reads_it(world: World) -> None:
    case = locked(world)
    agent = logged_in(world, "agent")
    answer = agent.post(f"/api/v1/repairs/{case.number}/code", content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert "door_code" not in answer.json()
    assert world.repair(case.id).code_tries == 0

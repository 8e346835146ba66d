"""What a technician, and the desk, may see of a customer: while it is their job, and on record."""

import json
from uuid import UUID, uuid4

import pytest

from bonafix.access import may
from bonafix.cases.models import Case, CaseParty
from bonafix.cases.queries import subject_of
from bonafix.kit.clock import format_instant
from bonafix.kit.clock import now as instant
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.people.models import Unmasking
from bonafix.repairs.actions.elsewhere import take_back
from bonafix.repairs.actions.ending import abandon, cancel
from bonafix.repairs.actions.finish import close
from tests.support.desk import logged_in
from tests.support.lives import lead
from tests.support.world import ADDRESS, World, build

SEEING = ("case.see", "person.unmask", "case.note", "guarantee.see", "record.see")


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, instant())


def sent(world: World, status: str) -> tuple[Case, UUID]:
    """A case in that state, and the technician who was sent."""
    case = lead(world, status)
    share = CaseParty.objects.filter(case_id=case.id, role="technician").last()
    assert share is not None
    return case, share.party_id


def end(world: World, case: Case, how: str) -> None:
    if how == "close":
        close(world.staff("agent"), world.now, case.id)
    elif how == "cancel":
        cancel(world.staff("agent"), world.now, case.number, "solved")
    elif how == "take_back":
        take_back(world.staff("dispatcher"), world.now, case.number, "late")
    elif how == "abandon":
        abandon(world.staff("manager"), world.now, case.number)
    else:
        world.step(case, "adjourn", why="time", expected_at=world.now)


ENDINGS = [
    ("guaranteed", "close"),
    ("arranged", "cancel"),
    ("approved", "cancel"),
    ("under_way", "take_back"),
    ("quoted", "abandon"),
    ("arrived", "adjourn"),
]


@pytest.mark.parametrize(("status", "how"), ENDINGS)
def test_a_technicians_right_to_the_customers_data_ends_with_the_job(
    world: World, status: str, how: str
) -> None:
    case, technician_id = sent(world, status)
    technician = world.technician(technician_id)
    assert all(may(technician, verb, subject_of(case)) for verb in SEEING)
    page = logged_in(world, "technician", technician_id)
    end(world, case, how)
    assert not any(may(technician, verb, subject_of(case)) for verb in SEEING)
    before = Entry.objects.count()
    for path in (f"/staff/day/{case.number}/phone/", f"/staff/cases/{case.number}/unmask/"):
        assert page.post(path, {"reason": "还想再打一次电话"}).status_code in (403, 404)
    assert page.get(f"/staff/cases/{case.number}/").status_code in (403, 404)
    assert page.get(f"/api/v1/repairs/{case.number}").status_code in (403, 404)
    step = {"client_id": str(uuid4()), "verb": "depart", "done_at": format_instant(world.now)}
    sent_step = page.post(
        f"/api/v1/visits/{case.number}/steps", step, content_type="application/json"
    )
    assert sent_step.status_code in (403, 404)
    assert Entry.objects.count() == before
    assert Unmasking.objects.count() == 0
    assert ADDRESS not in page.get("/staff/day/").content.decode()


def test_what_the_desk_was_shown_is_exactly_what_is_on_record(world: World) -> None:
    case = lead(world, "arranged")
    agent = logged_in(world, "agent")
    assert ADDRESS not in agent.get(f"/staff/cases/{case.number}/").content.decode()
    answer = agent.post(f"/staff/cases/{case.number}/unmask/", {"reason": "核对门牌号"})
    shown = answer.content.decode()
    assert ADDRESS in shown and "王小明" in shown and "+8613900000000" in shown
    (row,) = Unmasking.objects.all()
    assert row.fields == ["name", "phone", "visit_address"]
    entry = Entry.objects.get(kind="people.unmasked")
    assert json.loads(bytes(entry.body))["rows"][0]["set"]["fields"] == row.fields


def test_without_a_reason_the_desk_sees_no_address_either(world: World) -> None:
    case = lead(world, "arranged")
    answer = logged_in(world, "agent").post(f"/staff/cases/{case.number}/unmask/", {"reason": " "})
    assert ADDRESS not in answer.content.decode()
    assert Unmasking.objects.count() == 0

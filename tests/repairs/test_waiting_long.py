"""A case that nobody moves: a real person is told once, then at ever longer steps, for ever."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.cases.models import Case
from bonafix.config.events import _notice_failed
from bonafix.deadlines.loop import fire_due
from bonafix.deadlines.models import Deadline
from bonafix.kit.clock import now as instant
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from bonafix.repairs.actions.duties import open_duties
from bonafix.repairs.actions.watch import on_deadline
from bonafix.repairs.rules.overdue import UP, ask_again, goes_up_to
from bonafix.repairs.rules.states import DUTIES, STATES
from tests.support.desk import logged_in
from tests.support.lives import lead
from tests.support.world import World, build

LONG = timedelta(days=30)
PHONE = "13877776666"


@pytest.fixture
def world(operator: Operator) -> World:
    """An outlet with one technician for every case, so that nobody else can go."""
    return build(operator.id, instant(), technicians=1)


def manager_with_phone(world: World) -> None:
    answer = logged_in(world, "manager").post("/staff/overview/phone/", {"phone": PHONE})
    assert answer.status_code == 302


def wait(world: World, case: Case, span: timedelta) -> list[str]:
    """The clock goes on, deadline by deadline, and nobody does anything; the owners in turn."""
    end, owners = world.now + span, [Case.objects.get(pk=case.id).owner]
    while True:
        due = (
            Deadline.objects.filter(subject_id=case.id, status="waiting").order_by("due_at").first()
        )
        assert due is not None, "no case is ever without a date"
        if due.due_at > end:
            return owners
        at = max(due.due_at, world.now)
        before = {one.id for one in Deadline.objects.filter(subject_id=case.id, status="waiting")}
        fire_due(at, limit=1)
        # Of two that are due at once either may come first.
        (fired,) = Deadline.objects.filter(id__in=before).exclude(status="waiting")
        on_deadline(world.operator_id, at, case.id, fired.name)
        owner = Case.objects.get(pk=case.id).owner
        if owner != owners[-1]:
            owners.append(owner)


def overdue(case: Case) -> int:
    return Entry.objects.filter(stream_id=case.id, kind="repairs.step_overdue").count()


def told(case: Case, kind: str) -> int:
    return Notice.objects.filter(case_id=case.id, kind=kind).count()


WAITING = [
    ("quoted", ["customer", "desk", "manager"]),
    ("waiting", ["desk", "manager"]),
    ("arrived", ["technician", "dispatch", "manager"]),
    ("adjourned", ["dispatch", "manager"]),
]


@pytest.mark.parametrize(("status", "way"), WAITING)
def test_a_case_that_nobody_moves_comes_up_to_a_manager_who_is_told_and_reminded_weekly(
    world: World, status: str, way: list[str]
) -> None:
    manager_with_phone(world)
    case = lead(world, status)
    assert wait(world, case, LONG) == way
    # A few steps up and one a week, not one every half hour: 1440 of them.
    assert 5 <= overdue(case) <= 8
    assert 4 <= told(case, "case_waits") <= 6
    assert audit_operator(world.operator_id).faults == []


@pytest.mark.parametrize(
    ("status", "kind"), [("quoted", "quote_waiting"), ("repaired", "sign_off_waiting")]
)
def test_a_customer_who_owes_an_answer_is_reminded_once_and_the_desk_calls(
    world: World, status: str, kind: str
) -> None:
    case = lead(world, status)
    wait(world, case, timedelta(hours=25))
    assert Case.objects.get(pk=case.id).owner == "desk"
    assert told(case, kind) == 1
    wait(world, case, LONG)
    assert told(case, kind) == 1


def test_a_technician_is_looked_for_again_ever_more_rarely_and_the_manager_told_once(
    operator: Operator,
) -> None:
    world = build(operator.id, instant(), technicians=1, days=2.25 / 24)
    manager_with_phone(world)
    case = world.report(1).case
    assert wait(world, case, LONG) == ["dispatch", "manager"]
    assert 40 <= overdue(case) <= 60
    assert told(case, "case_waits") == 1


def test_a_broken_promise_is_told_to_the_manager(world: World) -> None:
    manager_with_phone(world)
    case = lead(world, "under_way")
    by = world.repair(case.id).arrive_by
    assert by is not None
    wait(world, case, by - world.now)
    assert Case.objects.get(pk=case.id).owner == "manager"
    assert told(case, "case_waits") >= 1


def test_what_came_up_stands_first_in_the_queue_however_late_it_is_asked_for_again(
    world: World,
) -> None:
    case = lead(world, "waiting", 1)
    wait(world, case, timedelta(days=30))
    fresh = lead(world, "waiting", 2)
    for role in ("agent", "manager"):
        page = logged_in(world, role).get("/staff/queue/").content.decode()
        assert page.index(case.number) < page.index(fresh.number)
        mine = logged_in(world, role).get("/staff/queue/?owner=manager").content.decode()
        assert case.number in mine and fresh.number not in mine


def test_a_manager_leaves_a_telephone_changes_it_and_takes_it_back(world: World) -> None:
    manager = logged_in(world, "manager")
    seen = manager.get("/staff/overview/").content.decode()
    assert "还没有主管留下手机号" in seen
    manager.post("/staff/overview/phone/", {"phone": PHONE})
    seen = manager.get("/staff/overview/").content.decode()
    assert "138****6666" in seen and PHONE not in seen
    refused = manager.post("/staff/overview/phone/", {"phone": "12"}, follow=True)
    assert "138****6666" in refused.content.decode()
    manager.post("/staff/overview/phone/", {"phone": ""})
    assert "还没有主管留下手机号" in manager.get("/staff/overview/").content.decode()
    assert logged_in(world, "agent").post("/staff/overview/phone/").status_code == 403
    assert audit_operator(world.operator_id).faults == []


def test_a_message_that_did_not_reach_a_manager_owes_the_customer_no_call(world: World) -> None:
    manager_with_phone(world)
    case = lead(world, "waiting")
    wait(world, case, timedelta(hours=25))
    counted = Counter()
    for kind in ("case_waits", "report_received"):
        notice = Notice.objects.filter(case_id=case.id, kind=kind).first()
        assert notice is not None
        ids = {"notice_id": str(notice.id), "case_id": str(case.id), "why": "refused"}
        _notice_failed(world.operator_id, world.now, **ids)
        counted[kind] = len(open_duties(world.repair(case.id)))
    assert counted == {"case_waits": 0, "report_received": 1}


NAMES = sorted({state.deadline or "" for state in STATES.values()} | DUTIES.keys())


@given(
    name=st.sampled_from(NAMES),
    owner=st.sampled_from([*UP, "nobody", "outlet"]),
    age=st.timedeltas(timedelta(0), timedelta(days=400)),
)
@example(name="arrange_visit", owner="manager", age=timedelta(0))
def test_a_step_is_asked_for_again_after_half_an_hour_at_least_and_a_week_at_most(
    name: str, owner: str, age: timedelta
) -> None:
    pause = ask_again(name, owner, goes_up_to(owner), age)
    assert timedelta(minutes=30) <= pause <= timedelta(days=7)


def test_nobody_stands_above_the_manager_and_everybody_below_comes_up() -> None:
    for owner in UP:
        way = [owner]
        while goes_up_to(way[-1]) != way[-1]:
            way.append(goes_up_to(way[-1]))
        assert way[-1] == "manager" and len(way) <= 3

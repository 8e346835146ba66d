"""The branches off the straight road, each on the real database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number
from bonafix.deadlines.queries import is_waiting, next_deadline
from bonafix.dispatch.queries import booking_of
from bonafix.kit.errors import BonafixError, Invalid, NotAllowed
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from bonafix.repairs.actions.arrange import arrange_visit, reschedule
from bonafix.repairs.actions.door import report_absence
from bonafix.repairs.actions.duties import done
from bonafix.repairs.actions.elsewhere import hand_back, take_back
from bonafix.repairs.actions.ending import abandon, cancel, cost_of_cancelling, merge
from bonafix.repairs.actions.finish import answer_quote
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.actions.second import resume
from bonafix.repairs.errors import NotDueYet, NotTheSame
from bonafix.repairs.models import Adjournment, Cancellation, Promise, Quote
from bonafix.repairs.rules.policies import MovedOften, TooEarly
from tests.support.lives import lead, let_pass
from tests.support.world import World, build

MINUTE = timedelta(minutes=1)
BRANCH_NOTICES = {"missed", "adjourned", "merged", "abandoned"}


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now)


def entries(case: Case, kind: str) -> int:
    return Entry.objects.filter(stream_id=case.id, kind=kind).count()


def test_the_visit_of_a_silent_technician_goes_to_the_next(world: World) -> None:
    case = lead(world, "arranged")
    before = world.repair(case.id)
    due = next_deadline(("case", case.id))
    assert due is not None and due.name == "depart"
    let_pass(world, case, due.due_at)
    after = world.repair(case.id)
    assert after.technician_id not in (None, before.technician_id)
    assert after.status == "arranged"
    assert before.technician_id in after.not_again
    assert entries(case, "repairs.taken_back") == 1
    statuses = Promise.objects.filter(case_id=case.id).values_list("status", flat=True)
    assert sorted(statuses) == ["open", "released"]


def test_a_silent_technician_keeps_the_visit_while_nobody_else_can_go(
    operator: Operator, now: datetime
) -> None:
    world = build(operator.id, now, technicians=1)
    case = lead(world, "arranged")
    due = next_deadline(("case", case.id))
    assert due is not None
    let_pass(world, case, due.due_at)
    assert world.repair(case.id).status == "arranged"
    assert Case.objects.get(pk=case.id).owner == "dispatch"
    assert is_waiting(("case", case.id), "depart")


def test_a_technician_may_refuse_without_penalty_and_the_next_one_goes(world: World) -> None:
    case = lead(world, "arranged")
    first = world.repair(case.id).technician_id
    world.step(case, "refuse", why="too_far")
    assert world.repair(case.id).status == "accepted"
    booking = arrange_visit(world.system, world.now, case.id)
    assert booking is not None and booking.technician_id != first
    with pytest.raises(Invalid):
        world.step(case, "refuse", why="I do not like them")


def test_an_outlet_that_cannot_go_hands_back_to_the_next_outlet(world: World) -> None:
    from tests.dispatch.test_neighbours import neighbour

    case = lead(world, "arranged")
    next_outlet = neighbour(world, authorised=True)
    outlet = world.outlet(world.outlet_id)
    hand_back(outlet, world.now, case.number, "ill")
    booking = arrange_visit(world.system, world.now, case.id)
    assert booking is not None
    repair = world.repair(case.id)
    assert (repair.status, repair.outlet_id) == ("arranged", next_outlet)
    with pytest.raises(NoSuchCase):
        hand_back(outlet, world.now, case.number, "ill")


def test_a_dispatcher_takes_a_visit_back_on_the_way(world: World) -> None:
    case = lead(world, "under_way")
    take_back(world.staff("dispatcher"), world.now, case.number, "late")
    assert booking_of(case.id) is None
    due = next_deadline(("case", case.id))
    assert due is not None and (due.name, due.due_at) == ("arrange_visit", world.now)


def test_a_customer_who_is_not_met_is_waited_for_and_asked_for_another_time(world: World) -> None:
    case = lead(world, "under_way")
    arrives = world.repair(case.id).arrive_from
    assert arrives is not None
    with pytest.raises(TooEarly):
        world.step(case, "miss", now=arrives + 14 * MINUTE)
    world.step(case, "miss", now=arrives + 15 * MINUTE)
    repair = world.repair(case.id)
    assert (repair.status, Case.objects.get(pk=case.id).owner) == ("missed", "desk")
    assert Promise.objects.get(case_id=case.id).status == "released"
    later = world.now + timedelta(hours=20)
    reschedule(world.holder(case.id), world.now, case.number, [(later, later + 60 * MINUTE)])
    assert arrange_visit(world.system, world.now, case.id) is not None


def test_a_customer_to_whom_nobody_came_says_so_and_a_dispatcher_answers(world: World) -> None:
    case = lead(world, "arranged")
    by = world.repair(case.id).arrive_by
    assert by is not None
    with pytest.raises(NotDueYet):
        report_absence(world.holder(case.id), by - MINUTE, case.number)
    for _twice in range(2):
        report_absence(world.holder(case.id), by, case.number)
    assert entries(case, "repairs.nobody_came") == 1
    assert Case.objects.get(pk=case.id).owner == "dispatch"
    done(world.staff("dispatcher"), by, case.number, "nobody_came")
    assert not is_waiting(("case", case.id), "nobody_came")


def test_a_visit_that_waits_for_a_part_goes_on_as_a_second_visit(world: World) -> None:
    case = lead(world, "approved")
    first_code = bytes(world.repair(case.id).door_code)
    expected = world.now + timedelta(days=3)
    world.step(case, "adjourn", why="part", part="cylinder", expected_at=expected)
    assert Adjournment.objects.get(case_id=case.id).part == "cylinder"
    due = next_deadline(("case", case.id))
    assert due is not None and (due.name, due.due_at) == ("arrange_second", expected)
    resume(world.staff("agent"), world.now, case.number)
    assert arrange_visit(world.system, world.now, case.id) is not None
    assert bytes(world.repair(case.id).door_code) != first_code, "the old code was told already"
    world.step(case, "depart")
    world.step(case, "arrive", code=world.door_code(case.id))
    world.step(case, "quote", lines=(("cylinder", 1),))
    offer = world.open_quote(case.id)
    answer_quote(world.holder(case.id), world.now, case.number, offer.id, agreed=True)
    assert Quote.objects.filter(case_id=case.id, status="approved").count() == 1
    world.step(case, "repair")
    assert world.repair(case.id).status == "repaired"


@pytest.mark.parametrize(
    "wrong",
    [
        {"why": "the customer was rude"},
        {"why": "part", "part": "gold"},
        {"why": "part", "expected_at": timedelta(days=-1)},
        {"why": "part", "expected_at": timedelta(days=61)},
    ],
)
def test_a_second_visit_says_why_and_when_in_words_of_the_list(
    world: World, wrong: dict[str, Any]
) -> None:
    case = lead(world, "arrived")
    given = {"expected_at": timedelta(days=1), **wrong}
    given["expected_at"] = world.now + given["expected_at"]
    with pytest.raises(Invalid):
        world.step(case, "adjourn", **given)
    assert world.repair(case.id).status == "arrived"


def test_more_time_needs_no_person_to_go_on_and_a_missing_part_does(world: World) -> None:
    for number, (why, after) in enumerate((("time", "arranged"), ("part", "adjourned"))):
        case = lead(world, "arrived", number)
        expected = world.now + timedelta(hours=30)
        world.step(case, "adjourn", why=why, expected_at=expected)
        let_pass(world, case, expected)
        if why == "time":
            arrange_visit(world.system, expected, case.id)
        assert world.repair(case.id).status == after


def test_a_customer_moves_as_often_as_the_policy_says_and_the_desk_helps_then(
    world: World,
) -> None:
    case = lead(world, "accepted")
    later = world.now + timedelta(hours=20)
    window = [(later, later + 60 * MINUTE)]
    for _move in range(3):
        reschedule(world.holder(case.id), world.now, case.number, window)
    with pytest.raises(MovedOften):
        reschedule(world.holder(case.id), world.now, case.number, window)
    reschedule(world.staff("agent"), world.now, case.number, window)


FEES = [("accepted", 0), ("arranged", 0), ("under_way", 0), ("arrived", 5000), ("approved", 5000)]


@pytest.mark.parametrize(("status", "fen"), FEES)
def test_cancelling_costs_what_the_policy_of_the_day_says(
    world: World, status: str, fen: int
) -> None:
    case = lead(world, status)
    assert cost_of_cancelling(world.repair(case.id), world.now) == fen
    cancel(world.holder(case.id), world.now, case.number, "customer")
    row = Cancellation.objects.get(case_id=case.id)
    assert (row.stage, row.fee_fen, row.policy_version) == (status, fen, 0)
    assert booking_of(case.id) is None


def test_a_new_policy_holds_from_its_day_and_old_ones_stay(world: World) -> None:
    manager, tomorrow = world.staff("manager"), world.now + timedelta(days=1)
    with pytest.raises(Invalid, match="policy_past"):
        publish_policy(manager, world.now, world.now - MINUTE, {"fee_arrived": ""})
    for wrong in ({"fee_arrived": 5}, {"wait_minutes": 500}, {"colour": "red"}):
        with pytest.raises(Invalid):
            publish_policy(manager, world.now, tomorrow, wrong)
    with pytest.raises(NotAllowed):
        publish_policy(world.staff("agent"), world.now, tomorrow, {})
    publish_policy(manager, world.now, tomorrow, {"fee_arrived": ""})
    case = lead(world, "arrived")
    assert cost_of_cancelling(world.repair(case.id), world.now) == 5000
    assert cost_of_cancelling(world.repair(case.id), tomorrow) == 0


def test_a_report_that_came_twice_is_one_case_and_both_numbers_answer(world: World) -> None:
    first, second = lead(world, "arranged", 1), lead(world, "arranged", 1)
    stranger = lead(world, "accepted", 2)
    agent = world.staff("agent")
    for wrong in (stranger.number, second.number):
        with pytest.raises(NotTheSame):
            merge(agent, world.now, second.number, wrong)
    merge(agent, world.now, second.number, first.number)
    assert by_number(second.number).id == first.id
    assert booking_of(second.id) is None
    assert booking_of(first.id) is not None
    assert Case.objects.get(pk=second.id).status == "merged"


def test_a_case_is_given_up_by_a_manager_only_and_never_by_time_alone(world: World) -> None:
    case = lead(world, "waiting")
    let_pass(world, case, world.now + timedelta(days=30))
    assert world.repair(case.id).status == "waiting"
    with pytest.raises(NotAllowed):
        abandon(world.staff("agent"), world.now, case.number)
    abandon(world.staff("manager"), world.now, case.number)
    assert world.repair(case.id).status == "abandoned"


TRIES: list[tuple[str, Callable[[World, Case], object]]] = [
    ("repaired", lambda w, c: cancel(w.holder(c.id), w.now, c.number, "customer")),
    ("arrived", lambda w, c: take_back(w.staff("dispatcher"), w.now, c.number, "late")),
    ("arranged", lambda w, c: w.step(c, "miss")),
    ("arranged", lambda w, c: w.step(c, "adjourn", why="part", expected_at=w.now)),
    ("arranged", lambda w, c: abandon(w.staff("manager"), w.now, c.number)),
    ("guaranteed", lambda w, c: merge(w.staff("agent"), w.now, c.number, c.number)),
]


@pytest.mark.parametrize("number", range(len(TRIES)))
def test_no_branch_is_taken_from_where_it_does_not_begin(world: World, number: int) -> None:
    status, attempt = TRIES[number]
    case = lead(world, status)
    before = Entry.objects.filter(stream_id=case.id).count()
    with pytest.raises(BonafixError):
        attempt(world, case)
    assert world.repair(case.id).status == status
    assert Entry.objects.filter(stream_id=case.id).count() == before


def test_the_customer_is_told_of_every_branch_that_concerns_them(world: World) -> None:
    lead(world, "missed", 1)
    lead(world, "adjourned", 2)
    first, second = lead(world, "accepted", 3), lead(world, "accepted", 3)
    merge(world.staff("agent"), world.now, second.number, first.number)
    abandon(world.staff("manager"), world.now, lead(world, "waiting", 4).number)
    assert set(Notice.objects.values_list("kind", flat=True)) >= BRANCH_NOTICES


def test_after_all_branches_the_record_is_whole(world: World) -> None:
    test_the_visit_of_a_silent_technician_goes_to_the_next(world)
    assert audit_operator(world.operator_id).faults == []

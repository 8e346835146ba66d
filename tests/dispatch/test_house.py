"""The planner in the house: what it decides is booked, told and on record, promises kept."""

from datetime import datetime, timedelta

import pytest

from bonafix.deadlines.queries import next_deadline
from bonafix.dispatch import actions as dispatch
from bonafix.dispatch.models import Booking
from bonafix.dispatch.queries import booking_of
from bonafix.dispatch.rules import Decision, Offer
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.repairs.actions.arrange import arrange_visit, assign_technician, under_way
from bonafix.repairs.actions.rebook import reschedule_into
from bonafix.repairs.actions.watch import on_deadline
from bonafix.repairs.choices import outlook_of, slots_of
from bonafix.repairs.errors import SlotGone
from bonafix.repairs.models import Promise
from tests.support.world import World, build

MINUTE = timedelta(minutes=1)


@pytest.fixture
def one(operator: Operator, now: datetime) -> World:
    """One technician, so that everything has to fit into one day."""
    return build(operator.id, now, technicians=1)


@pytest.fixture
def two(operator: Operator, now: datetime) -> World:
    return build(operator.id, now, technicians=2)


def booked(world: World, number: int, **given: object) -> Booking:
    case = world.report(number, **given).case
    arrange_visit(world.system, world.now, case.id)
    found = booking_of(case.id)
    assert found is not None
    return found


def hours(world: World, start: float, end: float) -> tuple[datetime, datetime]:
    return world.now + timedelta(hours=start), world.now + timedelta(hours=end)


def test_an_urgent_visit_goes_before_a_promised_one_which_waits_inside_its_promise(
    one: World,
) -> None:
    first = booked(one, 1, preferred=[hours(one, 1.4, 1.5)])
    promise = Promise.objects.get(case_id=first.case_id)
    urgent = booked(one, 2, urgent=True)
    assert urgent.reason["rule"] == "least_harm"
    assert Promise.objects.get(case_id=urgent.case_id).kind == "within_30"
    after = Booking.objects.get(pk=first.pk)
    assert first.arrive_at < after.arrive_at <= first.arrive_by - timedelta(minutes=15)
    assert (after.arrive_by, after.status) == (first.arrive_by, "active")
    same = Promise.objects.get(pk=promise.pk)
    assert (same.arrive_by, same.status) == (promise.arrive_by, "open")
    (told,) = urgent.reason["later"]
    assert told["case"] == str(first.case_id)
    assert told["minutes"] == int((after.arrive_at - first.arrive_at) / MINUTE)
    assert Entry.objects.filter(stream_id=first.case_id, kind="dispatch.shifted").count() == 1
    assert audit_operator(one.operator_id).faults == []


def test_a_technician_whose_visit_was_put_off_is_not_taken_for_silent(one: World) -> None:
    first = booked(one, 1, preferred=[hours(one, 1.4, 1.5)])
    due = next_deadline(("case", first.case_id))
    assert due is not None and due.name == "depart"
    booked(one, 2, urgent=True)
    on_deadline(one.operator_id, due.due_at, first.case_id, "depart")
    assert one.repair(first.case_id).status == "arranged"
    again = next_deadline(("case", first.case_id))
    assert again is not None and again.due_at > due.due_at
    assert not Entry.objects.filter(stream_id=first.case_id, kind="repairs.step_overdue").exists()


def test_whoever_has_set_off_is_not_called_to_an_urgent_report_first(one: World) -> None:
    first = booked(one, 1, preferred=[hours(one, 1.4, 1.5)])
    case = first.case
    one.step(case, "depart")
    assert under_way(one.technicians) == {case.id}
    urgent = booked(one, 2, urgent=True)
    assert urgent.during.lower >= first.during.upper
    assert Booking.objects.get(pk=first.pk).arrive_at == first.arrive_at


def test_a_dispatchers_choice_has_the_others_beside_it_on_record(two: World) -> None:
    case = two.report(1).case
    machine = outlook_of(two.repair(case.id), two.now)
    assert [o.best for o in machine] == [True, False]
    chosen = machine[1].technician_id
    booking = assign_technician(two.staff("dispatcher"), two.now, case.number, chosen)
    assert booking.technician_id == chosen
    assert booking.arrive_at == machine[1].arrives
    assert booking.reason["rule"] == "chosen_by_person"
    (other,) = booking.passed_over
    assert other["technician"] == str(machine[0].technician_id) and other["why"] == "dearer"


def test_where_the_planners_time_is_taken_after_all_the_plain_rule_goes_and_says_so(
    one: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The constraint of the database has the last word, whatever the planner thinks."""
    first = booked(one, 1, preferred=[hours(one, 3, 4)])

    def mistaken(job: object, days: object, now: datetime) -> Decision:
        start = first.arrive_at
        offer = Offer(one.technicians[0], start, start, start + 60 * MINUTE, timedelta(0))
        return Decision(offer, (), "least_harm")

    monkeypatch.setattr(dispatch, "decided", mistaken)
    second = booked(one, 2)
    assert second.reason["rule"] == "earliest_arrival"
    assert second.reason["instead"] == {"because": "refused_by_constraint", "faults": []}
    assert audit_operator(one.operator_id).faults == []


def test_only_times_that_can_be_kept_are_offered_and_the_old_time_counts_as_free(
    one: World,
) -> None:
    first = booked(one, 1, preferred=[hours(one, 3, 4)])
    windows = [hours(one, 3, 4), hours(one, 200, 202)]
    assert [s.window for s in slots_of(one.repair(first.case_id), one.now, windows)] == windows[:1]
    other = one.report(2).case
    assert slots_of(one.repair(other.id), one.now, windows) == []


def test_a_visit_moves_into_an_offered_time_at_once(one: World) -> None:
    first = booked(one, 1, preferred=[hours(one, 3, 4)])
    case = first.case
    window = hours(one, 6, 8)
    new = reschedule_into(one.holder(case.id), one.now, case.number, window)
    assert window[0] <= new.arrive_at <= window[1]
    repair = one.repair(case.id)
    assert (repair.status, repair.arrive_from, repair.moved) == ("arranged", new.arrive_at, 1)
    states = Promise.objects.filter(case_id=case.id).order_by("id").values_list("status", flat=True)
    assert list(states) == ["released", "open"]
    assert audit_operator(one.operator_id).faults == []


def test_a_time_that_is_gone_leaves_the_old_one_as_it_was(one: World) -> None:
    first = booked(one, 1, preferred=[hours(one, 3, 4)])
    booked(one, 2, preferred=[hours(one, 6, 6.5)])
    case, before = first.case, Entry.objects.count()
    with pytest.raises(SlotGone):
        reschedule_into(one.holder(case.id), one.now, case.number, hours(one, 6, 6.5))
    assert Entry.objects.count() == before
    assert one.repair(case.id).status == "arranged"
    assert booking_of(case.id) == first
    assert Promise.objects.get(case_id=case.id).status == "open"

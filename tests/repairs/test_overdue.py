"""What happens when nobody takes the step that is owed, and when a message did not arrive."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bonafix.cases.actions import say
from bonafix.cases.models import Case
from bonafix.deadlines.loop import fire_due
from bonafix.deadlines.queries import is_waiting, next_deadline
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.duties import done
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.actions.watch import call_customer, on_deadline
from bonafix.repairs.errors import NothingOwed
from bonafix.repairs.models import Promise

if TYPE_CHECKING:
    from tests.support.world import World


@pytest.fixture
def crowded(operator: object, now: object) -> "World":
    """An outlet whose only technician is at work for a quarter of an hour more."""
    from tests.support.world import build

    return build(operator.id, now, technicians=1, days=2.25 / 24)  # type: ignore[attr-defined, arg-type]


def entries(case: Case, kind: str) -> int:
    return Entry.objects.filter(stream_id=case.id, kind=kind).count()


def test_when_nobody_is_free_the_reasons_are_on_record_and_the_case_goes_on(
    crowded: "World",
) -> None:
    case = crowded.report().case
    assert arrange_visit(crowded.system, crowded.now, case.id) is None
    assert crowded.repair(case.id).status == "accepted"
    assert entries(case, "repairs.nobody_free") == 1
    due = next_deadline(("case", case.id))
    assert due is not None and due.name == "arrange_visit"


def test_a_step_that_is_overdue_goes_up_to_a_person_and_is_asked_for_again(
    crowded: "World",
) -> None:
    case = crowded.report().case
    due = next_deadline(("case", case.id))
    assert due is not None
    fired(crowded, case, due.due_at)
    assert entries(case, "repairs.step_overdue") == 1
    assert Case.objects.get(pk=case.id).owner == "manager"
    again = next_deadline(("case", case.id))
    assert again is not None
    assert (again.name, again.due_at) == ("arrange_visit", due.due_at + timedelta(minutes=30))


def test_the_same_overdue_step_delivered_twice_goes_up_once(crowded: "World") -> None:
    case = crowded.report().case
    due = next_deadline(("case", case.id))
    assert due is not None
    fired(crowded, case, due.due_at)
    on_deadline(crowded.operator_id, due.due_at, case.id, "arrange_visit")
    assert entries(case, "repairs.step_overdue") == 1


def fired(world: "World", case: Case, at: object) -> None:
    """What the loop and the worker do at that instant."""
    assert fire_due(at, limit=1) == 1  # type: ignore[arg-type]
    on_deadline(world.operator_id, at, case.id, "arrange_visit")  # type: ignore[arg-type]


def test_a_customer_whom_no_message_reached_is_called_by_the_desk(crowded: "World") -> None:
    case = crowded.report().case
    call_customer(crowded.system, crowded.now, case.id)
    assert Case.objects.get(pk=case.id).owner == "desk"
    assert entries(case, "repairs.customer_not_reached") == 1
    with pytest.raises(NotAllowed):
        done(crowded.holder(case.id), crowded.now, case.number, "call_customer")
    done(crowded.staff("agent"), crowded.now, case.number, "call_customer")
    assert Case.objects.get(pk=case.id).owner == "dispatch"
    with pytest.raises(NothingOwed):
        done(crowded.staff("agent"), crowded.now, case.number, "call_customer")
    assert entries(case, "repairs.customer_called") == 1


def test_a_customer_who_was_not_called_in_time_goes_up_to_the_manager(crowded: "World") -> None:
    case = crowded.report().case
    call_customer(crowded.system, crowded.now, case.id)
    late = crowded.now + timedelta(minutes=30)
    while fire_due(late, limit=1):
        pass
    on_deadline(crowded.operator_id, late, case.id, "call_customer")
    assert Case.objects.get(pk=case.id).owner == "manager"
    assert is_waiting(("case", case.id), "call_customer")


@pytest.fixture
def busy(operator: object, now: object) -> "World":
    """An outlet whose only technician is at another door for an hour."""
    from tests.support.world import build

    world = build(operator.id, now, technicians=1)  # type: ignore[attr-defined, arg-type]
    arrange_visit(world.system, world.now, world.report(1).case.id)
    return world


def test_an_urgent_visit_that_cannot_come_in_time_is_decided_by_a_person(busy: "World") -> None:
    case = busy.report(2, urgent=True).case
    assert busy.repair(case.id).status == "arranged"
    assert Promise.objects.get(case_id=case.id).kind == "window"
    assert Case.objects.get(pk=case.id).owner == "dispatch"
    assert entries(case, "repairs.urgent_is_late") == 1
    done(busy.staff("dispatcher"), busy.now, case.number, "decide_late")
    assert Case.objects.get(pk=case.id).owner == "technician"
    assert not is_waiting(("case", case.id), "decide_late")


def test_nobody_has_to_decide_about_a_late_visit_that_was_given_back(busy: "World") -> None:
    case = busy.report(2, urgent=True).case
    cancel(busy.holder(case.id), busy.now, case.number, "solved")
    assert not is_waiting(("case", case.id), "decide_late")


def test_an_urgent_visit_in_time_asks_nobody(busy: "World") -> None:
    later = busy.now + timedelta(hours=3)
    case = busy.report(3, urgent=True, now=later).case
    assert Promise.objects.get(case_id=case.id).kind == "within_30"
    assert Case.objects.get(pk=case.id).owner == "technician"


def test_what_is_said_in_a_case_is_sealed_and_on_record(crowded: "World") -> None:
    taken = crowded.report()
    with begin(crowded.system, crowded.now) as act:
        said = say(
            act, taken.case.id, "三楼左手", party_id=taken.repair.customer_id, channel="page"
        )
    assert unseal(bytes(said.text)) == "三楼左手"
    entry = Entry.objects.get(stream_id=taken.case.id, kind="cases.said")
    assert "三楼".encode() not in bytes(entry.body)
    assert audit_operator(crowded.operator_id).faults == []

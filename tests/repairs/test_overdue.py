"""What happens when nobody takes the step that is owed, and when a message did not arrive."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bonafix.cases.actions import say
from bonafix.cases.models import Case
from bonafix.deadlines.queries import next_deadline
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.watch import call_customer, on_deadline

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
    from bonafix.deadlines.loop import fire_due

    assert fire_due(at, limit=1) == 1  # type: ignore[arg-type]
    on_deadline(world.operator_id, at, case.id, "arrange_visit")  # type: ignore[arg-type]


def test_a_customer_whom_no_message_reached_is_called_by_the_desk(crowded: "World") -> None:
    case = crowded.report().case
    call_customer(crowded.system, crowded.now, case.id)
    assert Case.objects.get(pk=case.id).owner == "desk"
    assert entries(case, "repairs.customer_not_reached") == 1


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

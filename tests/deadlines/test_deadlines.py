"""Deadlines: set, met, released, replaced; and the index that must say the same."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from bonafix.deadlines.actions import meet, release, set_deadline
from bonafix.deadlines.errors import NotADeadline
from bonafix.deadlines.loop import fire_due
from bonafix.deadlines.models import Deadline, Due
from bonafix.deadlines.queries import check_index, next_deadline, overdue_since, set_aside
from bonafix.deadlines.rules import check_deadline, is_due
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.audit import Report, audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as

MINUTE = timedelta(minutes=1)


def put(operator: Operator, now: datetime, subject: UUID, name: str, due_at: datetime) -> Deadline:
    with begin(Actor.system(operator.id), now) as act:
        return set_deadline(act, ("case", subject), name, due_at)


def faults(operator: Operator) -> list[str]:
    report = Report()
    check_index(operator.id, report)
    return [f"{fault.where} {fault.what}" for fault in report.faults]


def events() -> list[dict[str, str]]:
    return [
        job.args["ids"]
        for job in ProcrastinateJob.objects.order_by("id")
        if job.args["event"] == "deadlines.fired"
    ]


def test_a_deadline_fires_at_its_instant_and_not_before(operator: Operator, now: datetime) -> None:
    subject = uuid4()
    deadline = put(operator, now, subject, "answer_report", now + MINUTE)

    assert fire_due(now + MINUTE - timedelta(microseconds=1), 10) == 0
    assert fire_due(now + MINUTE, 10) == 1

    deadline.refresh_from_db()
    assert (deadline.status, deadline.fired_at) == ("fired", now + MINUTE)
    entry = Entry.objects.get(kind="deadlines.fired")
    assert (entry.stream_kind, entry.stream_id, entry.actor) == ("case", subject, "system")
    assert json.loads(bytes(entry.body))["name"] == "answer_report"
    assert events() == [
        {
            "deadline_id": str(deadline.id),
            "subject_kind": "case",
            "subject_id": str(subject),
            "name": "answer_report",
        }
    ]
    assert not Due.objects.exists()
    assert not audit_operator(operator.id).faults


def test_a_fired_deadline_never_fires_again(operator: Operator, now: datetime) -> None:
    put(operator, now, uuid4(), "depart", now)
    assert fire_due(now, 10) == 1
    assert fire_due(now + MINUTE, 10) == 0
    assert len(events()) == 1


def test_a_deadline_that_is_met_or_released_does_not_fire(
    operator: Operator, now: datetime
) -> None:
    subject = uuid4()
    put(operator, now, subject, "arrive", now + MINUTE)
    put(operator, now, subject, "quote", now + MINUTE)
    with begin(Actor.system(operator.id), now) as act:
        done = meet(act, ("case", subject), "arrive")
        gone = release(act, ("case", subject), "quote")
    assert done is not None
    assert gone is not None
    assert (done.status, gone.status) == ("met", "released")
    assert fire_due(now + 2 * MINUTE, 10) == 0
    assert not events()
    assert not faults(operator)


def test_meeting_what_is_not_waiting_changes_nothing(operator: Operator, now: datetime) -> None:
    before = Entry.objects.count()
    with begin(Actor.system(operator.id), now) as act:
        assert meet(act, ("case", uuid4()), "arrive") is None
        assert release(act, ("case", uuid4()), "arrive") is None
    assert Entry.objects.count() == before


def test_a_new_deadline_replaces_the_waiting_one_of_the_same_name(
    operator: Operator, now: datetime
) -> None:
    subject = uuid4()
    first = put(operator, now, subject, "arrive", now + MINUTE)
    second = put(operator, now, subject, "arrive", now + 3 * MINUTE)
    first.refresh_from_db()
    assert (first.status, second.status) == ("released", "waiting")
    assert fire_due(now + 2 * MINUTE, 10) == 0
    assert fire_due(now + 3 * MINUTE, 10) == 1
    assert [ids["deadline_id"] for ids in events()] == [str(second.id)]


def test_setting_the_very_same_deadline_again_leaves_it_alone(
    operator: Operator, now: datetime
) -> None:
    subject = uuid4()
    first = put(operator, now, subject, "arrive", now + MINUTE)
    entries = Entry.objects.count()
    assert put(operator, now, subject, "arrive", now + MINUTE).id == first.id
    assert Entry.objects.count() == entries


def test_after_it_fired_the_same_deadline_can_be_set_again(
    operator: Operator, now: datetime
) -> None:
    subject = uuid4()
    put(operator, now, subject, "arrive", now)
    assert fire_due(now, 10) == 1
    put(operator, now, subject, "arrive", now + MINUTE)
    assert fire_due(now + MINUTE, 10) == 1
    assert len(events()) == 2


def test_an_action_that_fails_leaves_no_deadline_and_no_index(
    operator: Operator, now: datetime
) -> None:
    with pytest.raises(ZeroDivisionError), begin(Actor.system(operator.id), now) as act:
        set_deadline(act, ("case", uuid4()), "arrive", now)
        raise ZeroDivisionError
    assert not Deadline.objects.exists()
    assert not Due.objects.exists()


def test_the_next_deadline_is_the_first_that_waits(operator: Operator, now: datetime) -> None:
    subject, other, nothing = uuid4(), uuid4(), uuid4()
    put(operator, now, subject, "late", now + 9 * MINUTE)
    early = put(operator, now, subject, "early", now + 2 * MINUTE)
    put(operator, now, other, "only", now + 5 * MINUTE)
    assert next_deadline(("case", subject)) == early
    assert next_deadline(("case", nothing)) is None
    assert next_deadline(("party", subject)) is None
    put(operator, now, subject, "early_warning", now + MINUTE)
    assert next_deadline(("case", subject)) == early, "a warning is owed by nobody"
    assert overdue_since(now) is None
    assert overdue_since(now + 6 * MINUTE) == now + MINUTE


def test_one_loop_serves_both_operators_and_neither_sees_the_other(
    two_operators: tuple[Operator, Operator], now: datetime
) -> None:
    mine, yours = two_operators
    subject = uuid4()
    for operator in (mine, yours):
        put(operator, now, subject, "arrive", now)
    assert fire_due(now, 10) == 2
    for operator in (mine, yours):
        with act_as(operator.id):
            (deadline,) = Deadline.objects.all()
            assert (deadline.operator_id, deadline.status) == (operator.id, "fired")
            assert not audit_operator(operator.id).faults
    assert not Deadline.objects.exists()  # without an operator the door is closed


def test_a_damaged_index_is_named_by_the_audit_and_stops_nobody(
    operator: Operator, now: datetime
) -> None:
    lost, moved = uuid4(), put(operator, now, uuid4(), "arrive", now + MINUTE)
    Due.objects.create(deadline_id=lost, operator_id=operator.id, due_at=now)
    Due.objects.filter(pk=moved.id).update(due_at=now + 5 * MINUTE)
    named = faults(operator)
    assert len(named) == 2
    assert str(lost) in " ".join(named)
    assert str(moved.id) in " ".join(named)
    assert fire_due(now + 9 * MINUTE, 10) == 2  # the lost row is cleared, the other one fires
    assert len(events()) == 1


@pytest.mark.parametrize(
    ("kind", "name", "calendar"),
    [
        ("case", "call Mr Wang", "natural"),
        ("Case 1", "arrive", "natural"),
        ("case", "arrive", "lunar"),
        ("case", "", "natural"),
    ],
)
def test_what_is_no_deadline_is_refused(now: datetime, kind: str, name: str, calendar: str) -> None:
    with pytest.raises(NotADeadline):
        check_deadline(kind, name, calendar, now)


def test_a_naive_time_is_refused(now: datetime) -> None:
    with pytest.raises(NotADeadline):
        check_deadline("case", "arrive", "natural", now.replace(tzinfo=None))


def test_due_means_from_the_very_instant_on(now: datetime) -> None:
    assert is_due(now, now)
    assert not is_due(now + timedelta(microseconds=1), now)


STEP = st.tuples(
    st.sampled_from(["set", "meet", "release", "fire"]),
    st.sampled_from(["arrive", "quote"]),
    st.integers(0, 5),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(STEP, max_size=12))
def test_the_index_is_always_the_waiting_deadlines(
    operator: Operator, now: datetime, steps: list[tuple[str, str, int]]
) -> None:
    subject = ("case", uuid4())
    for verb, name, minutes in steps:
        if verb == "fire":
            fire_due(now + minutes * MINUTE, 10)
            continue
        with begin(Actor.system(operator.id), now) as act:
            if verb == "set":
                set_deadline(act, subject, name, now + minutes * MINUTE)
            else:
                (meet if verb == "meet" else release)(act, subject, name)
    assert not faults(operator)
    waiting = Deadline.objects.filter(status="waiting").values_list("id", flat=True)
    assert set(waiting) == set(Due.objects.values_list("deadline_id", flat=True))


@pytest.fixture
def poisoned(operator: Operator, now: datetime, monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Deadlines of these ids cannot be recorded, whoever tries."""
    bad: set[UUID] = set()
    record = Act.record

    def failing(act: Act, kind: str, stream: tuple[str, UUID], **more: Any) -> None:
        record(act, kind, stream, **more)
        if kind == "deadlines.fired" and stream[1] in bad:
            raise ZeroDivisionError("the customer is Wang, 13900001111")

    monkeypatch.setattr(Act, "record", failing)
    return bad


def test_a_row_that_fails_is_set_aside_and_keeps_back_no_other(
    operator: Operator, now: datetime, poisoned: set[UUID], caplog: pytest.LogCaptureFixture
) -> None:
    bad, good, later = uuid4(), uuid4(), uuid4()
    poisoned.add(bad)
    held = put(operator, now, bad, "arrive", now)
    put(operator, now, good, "arrive", now + timedelta(seconds=1))
    put(operator, now, later, "arrive", now + timedelta(seconds=2))

    assert fire_due(now + timedelta(seconds=2), 10) == 3

    assert {ids["subject_id"] for ids in events()} == {str(good), str(later)}
    held.refresh_from_db()
    assert (held.status, held.fired_at) == ("waiting", None), "nothing half-written"
    row = Due.objects.get()
    assert (row.tries, row.due_at, row.retry_at) == (1, now, now + timedelta(seconds=4))
    assert not faults(operator), "the audit's index still agrees"
    assert [one.id for one in set_aside(operator.id)] == [held.id]
    assert str(held.id) in caplog.text
    assert overdue_since(now + MINUTE) is None, "the clock itself is not late"


def test_what_was_set_aside_is_tried_less_and_less_often_until_it_works(
    operator: Operator, now: datetime, poisoned: set[UUID]
) -> None:
    bad = uuid4()
    poisoned.add(bad)
    put(operator, now, bad, "arrive", now)
    at, distances = now, []
    for _try in range(13):
        assert fire_due(at, 10) == 1
        assert fire_due(at, 10) == 0, "not before its time"
        retry_at = Due.objects.get().retry_at
        assert retry_at is not None
        distances.append((retry_at - at).total_seconds())
        at = retry_at
    assert distances[:4] == [2, 4, 8, 16]
    assert distances == sorted(distances)
    assert distances[-1] == 3600

    poisoned.clear()
    assert fire_due(at, 10) == 1
    assert len(events()) == 1
    assert not Due.objects.exists()
    assert not audit_operator(operator.id).faults


def test_a_person_who_acts_frees_a_row_that_was_set_aside(
    operator: Operator, now: datetime, poisoned: set[UUID]
) -> None:
    bad = uuid4()
    poisoned.add(bad)
    put(operator, now, bad, "arrive", now)
    fire_due(now, 10)
    with begin(Actor.system(operator.id), now) as act:
        assert meet(act, ("case", bad), "arrive") is not None
    assert not Due.objects.exists()
    assert not set_aside(operator.id)


def test_a_row_of_one_operator_that_fails_stops_no_other_operator(
    two_operators: tuple[Operator, Operator], now: datetime
) -> None:
    mine, yours = two_operators
    with act_as(mine.id):
        broken = put(mine, now, uuid4(), "arrive", now)
        # Somebody damaged the head of its chain: the next entry of this stream cannot be put down.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_stream SET seq = 0 WHERE operator_id = %s", [mine.id])
    put(yours, now, uuid4(), "arrive", now)
    assert fire_due(now, 10) == 2
    with act_as(yours.id):
        assert Deadline.objects.get().status == "fired"
    with act_as(mine.id):
        assert [one.id for one in set_aside(mine.id)] == [broken.id]

"""State is what the record says, whatever actions do; and it stays so when a person is erased."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg.types.range import Range

from bonafix.dispatch.models import Booking, Shift, Technician
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry, Recorded
from bonafix.operators.actors import Actor

if TYPE_CHECKING:
    from bonafix.operators.models import Operator

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
INSTANT = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
EXACT = 2**53 - 1
NUMBER = st.integers(-EXACT, EXACT) | st.floats(-EXACT, EXACT)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
SPAN = st.tuples(INSTANT, st.integers(1, 10_000), st.sampled_from(["[)", "[]", "(]", "()"])).map(
    lambda s: Range(s[0], s[0] + timedelta(minutes=s[1]), s[2])
)
COLUMNS: dict[type[Recorded], dict[str, st.SearchStrategy[Any]]] = {
    Technician: {
        "public_name": TEXT,
        "division_code": st.sampled_from(["141032", "110105"]),
        "skills": st.lists(TEXT, max_size=3),
        "outlet_id": st.none() | st.uuids(),
        "status": st.sampled_from(["active", "away"]),
    },
    Shift: {"technician_id": st.uuids(), "during": SPAN, "kind": st.sampled_from(["shift", "x"])},
    Booking: {
        "technician_id": st.uuids(),
        "case_id": st.uuids(),
        "during": SPAN,
        "arrive_at": INSTANT,
        "arrive_by": INSTANT,
        "place_code": st.just("141032"),
        "reason": st.dictionaries(TEXT, JSON, max_size=3),
        "passed_over": st.lists(JSON, max_size=3),
    },
}
MODEL = st.sampled_from(list(COLUMNS))


@st.composite
def changes(draw: st.DrawFn) -> tuple[type[Recorded], int, dict[str, Any], bool]:
    """A table, which of its rows (by turns), what is written, and whether it is read anew."""
    model = draw(MODEL)
    columns = COLUMNS[model]
    chosen = draw(st.lists(st.sampled_from(list(columns)), min_size=1, unique=True))
    return (
        model,
        draw(st.integers(0, 3)),
        {c: draw(columns[c]) for c in chosen},
        draw(st.booleans()),
    )


@settings(
    max_examples=40,
    deadline=None,
    # Each try is a few transactions: what was found first is told as it is.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        MODEL.flatmap(lambda m: st.tuples(st.just(m), st.fixed_dictionaries(COLUMNS[m]))),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.lists(changes(), min_size=1, max_size=3), max_size=6),
)
def test_after_any_actions_the_rows_are_what_the_entries_say(
    operator: "Operator",
    now: datetime,
    first: list[tuple[type[Recorded], dict[str, Any]]],
    actions: list[list[tuple[type[Recorded], int, dict[str, Any], bool]]],
) -> None:
    system, stream = Actor.system(operator.id), ("case", uuid4())
    with transaction.atomic():
        rows: dict[type[Recorded], list[Recorded]] = {model: [] for model in COLUMNS}
        with begin(system, now) as act:
            for model, columns in first:
                rows[model].append(model(operator_id=operator.id, **columns))
            act.record("dispatch.enrolled", stream, rows=[r for one in rows.values() for r in one])
        written: dict[UUID, dict[str, Any]] = {}
        for action in actions:
            with begin(system, now) as act:
                for model, turn, columns, anew in action:
                    if rows[model]:
                        row = changed(rows[model], turn, columns, anew=anew)
                        written.setdefault(row.pk, {}).update(columns)
                        act.record("dispatch.enrolled", stream, rows=[row])
        assert audit_operator(operator.id).faults == []
        for row in (r for known in rows.values() for r in known):
            stored = type(row)._default_manager.get(pk=row.pk)
            told = written.get(row.pk, {})
            assert {c: getattr(stored, c) for c in told} == told
        transaction.set_rollback(True)


def changed(known: list[Recorded], turn: int, columns: dict[str, Any], *, anew: bool) -> Recorded:
    """One of the rows with other values; read from the database again if `anew`."""
    place = turn % len(known)
    if anew:
        known[place] = type(known[place])._default_manager.get(pk=known[place].pk)
    for column, value in columns.items():
        setattr(known[place], column, value)
    return known[place]


def test_a_value_changed_in_place_is_saved_and_recorded(
    operator: "Operator", now: datetime
) -> None:
    technician = Technician(public_name="李师傅", division_code="141032", skills=["lock"])
    for read_anew in (False, True):
        with begin(Actor.system(operator.id), now) as act:
            act.record("dispatch.enrolled", ("party", technician.id), rows=[technician])
        if read_anew:
            technician = Technician.objects.get(pk=technician.pk)
        technician.skills.append(f"skill-{read_anew}")
    with begin(Actor.system(operator.id), now) as act:
        act.record("dispatch.enrolled", ("party", technician.id), rows=[technician])
    assert Technician.objects.get().skills == ["lock", "skill-False", "skill-True"]
    assert audit_operator(operator.id).faults == []


@pytest.mark.parametrize("number", [2**53, -(2**53), 1e21, float("inf"), float("nan")])
def test_a_number_that_would_come_back_as_another_is_refused(
    operator: "Operator", now: datetime, number: float
) -> None:
    booking = Booking(case_id=uuid4(), technician_id=uuid4(), reason={"n": number}, passed_over=[])
    with pytest.raises(TypeError), begin(Actor.system(operator.id), now) as act:
        act.record("dispatch.booked", ("case", booking.case_id), rows=[booking])
    assert not Booking.objects.exists()


def test_the_record_of_an_erased_customer_still_verifies(
    operator: "Operator", now: datetime
) -> None:
    from bonafix.ledger.anchors import anchor_operator
    from bonafix.people.actions import erase, finish_erasure
    from bonafix.people.models import Party
    from bonafix.repairs.actions.ending import cancel
    from tests.support.world import build

    world = build(operator.id, now)
    taken = world.report(1)
    world.report(2)
    before = audit_operator(operator.id)
    assert (before.faults, before.erased) == ([], 0)
    cancel(world.holder(taken.case.id), now, taken.case.number, "solved")
    person = taken.repair.customer_id
    outcome = erase(world.staff("manager"), now, person)
    if outcome.at is not None:
        finish_erasure(operator.id, outcome.at + timedelta(days=1), person)
    assert Party.objects.get(pk=person).status == "erased"
    anchor_operator(operator.id, now)
    after = audit_operator(operator.id)
    assert after.faults == []
    # Name, phone, address, words, door code at least; and nothing of the other customer.
    assert 5 <= after.erased < after.sealed


def test_a_column_younger_than_its_row_is_its_default_and_nothing_else(
    operator: "Operator", now: datetime
) -> None:
    from bonafix.ledger.audit.faults import Report
    from bonafix.ledger.audit.state import Fold, check_state
    from bonafix.repairs.models import Repair
    from tests.support.world import build

    case = build(operator.id, now).report().case

    def faults() -> list[str]:
        fold, report = Fold(), Report()
        for entry in Entry.objects.filter(operator_id=operator.id).order_by("position"):
            fold.take(bytes(entry.body), "here", report)
        for told in fold.tables["repairs_repair"].values():
            # As an entry of a version says it that did not know the column yet.
            del told["moved"]
        check_state(operator.id, fold, report)
        return [fault.where for fault in report.faults]

    assert faults() == []
    Repair.objects.filter(case_id=case.id).update(moved=2)
    assert [where.partition(".")[2] for where in faults()] == ["moved"]

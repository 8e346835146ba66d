"""Many reports, few technicians, several dispatchers: nobody twice, nobody lost, no deadlock."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, connections, transaction

import bonafix
from bonafix.dispatch.errors import AlreadyArranged, NotFree
from bonafix.dispatch.models import Booking
from bonafix.kit.errors import BonafixError
from bonafix.ledger.audit import audit_operator
from bonafix.operators.tenancy import act_as
from tests.conftest import found
from tests.support import database
from tests.support.threads import at_once

if TYPE_CHECKING:
    from bonafix.cases.models import Case
    from tests.support.world import World

REPORTS = 200
TECHNICIANS = 20
THREADS = 20
# What PostgreSQL itself says about overlapping active bookings of one technician.
DOUBLE = """
SELECT a.id FROM dispatch_booking a JOIN dispatch_booking b
    ON a.technician_id = b.technician_id AND a.id < b.id AND a.during && b.during
WHERE a.status = 'active' AND b.status = 'active'
"""


# Seven visits fit into what is left of such a day, in whatever order they come.
def crowd(now: datetime, *, technicians: int = TECHNICIANS, days: float = 11.5 / 24) -> "World":
    from tests.support.world import build

    operator = found("lock", "lock.test")
    with act_as(operator.id):
        return build(operator.id, now, technicians=technicians, days=days)


def one_report(world: "World", number: int) -> UUID:
    """A report as a web process takes it, and the arranging as a worker does."""
    from bonafix.repairs.actions.arrange import arrange_visit

    with act_as(world.operator_id):
        taken = world.report(number, urgent=number % 4 == 0)
        arrange_visit(world.system, world.now, taken.case.id)
    return taken.case.id


def superuser(name: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(database.url("postgres", name), autocommit=True)


def booked(world: "World") -> int:
    with act_as(world.operator_id):
        return Booking.objects.filter(status="active").count()


@pytest.fixture
def another_database() -> Iterator[Callable[[], None]]:
    """Switches to a second empty database, for the serial run."""
    with database.copy("bonafix_serial"):

        def switch() -> None:
            connections.close_all()
            connections.settings["default"]["NAME"] = "bonafix_serial"

        yield switch
        connections.close_all()


def test_two_hundred_reports_at_once_are_none_lost_none_doubled_and_as_many_booked_as_in_turn(
    fresh_database: str, another_database: Callable[[], None], now: datetime
) -> None:
    world = crowd(now)
    jobs = [lambda number=number: one_report(world, number) for number in range(REPORTS)]
    ended = at_once(jobs, THREADS)
    assert [e for e in ended if isinstance(e, Exception)] == []
    assert len(set(ended)) == REPORTS
    with superuser(fresh_database) as root:
        assert root.execute(DOUBLE).fetchall() == []
        statuses = Counter(s for (s,) in root.execute("SELECT status FROM repairs_repair"))
    assert statuses.total() == REPORTS
    assert set(statuses) <= {"arranged", "accepted"}
    together = booked(world)
    assert together == statuses["arranged"]
    with act_as(world.operator_id):
        assert audit_operator(world.operator_id).faults == []
    another_database()
    world = crowd(now)
    for number in range(REPORTS):
        one_report(world, number)
    assert together == booked(world)
    assert 0 < together < REPORTS, "the crowd must be larger than the day"


@pytest.fixture
def world(fresh_database: str, now: datetime) -> "World":
    return crowd(now, technicians=2, days=3)


def accepted(world: "World", number: int, **given: Any) -> "Case":
    with act_as(world.operator_id):
        return world.report(number, **given).case


def assigning(world: "World", case: "Case", technician_id: UUID) -> Callable[[], Booking]:
    """A dispatcher's click, in a thread of its own; all of them click at the same moment."""
    from bonafix.repairs.actions.arrange import assign_technician

    def click() -> Booking:
        with act_as(world.operator_id):
            dispatcher = world.staff("dispatcher")
            together.wait(20)
            return assign_technician(dispatcher, world.now, case.number, technician_id)

    together = world.__dict__.setdefault("together", threading.Barrier(2))
    return click


def test_of_two_dispatchers_for_one_case_one_wins_and_the_other_is_told(world: "World") -> None:
    for number in range(6):
        case = accepted(world, number)
        # The same technician, and two different ones, by turns.
        chosen = (world.technicians[0], world.technicians[number % 2])
        ended = at_once([assigning(world, case, who) for who in chosen])
        assert sorted(type(e).__name__ for e in ended) == ["AlreadyArranged", "Booking"], ended
        with act_as(world.operator_id):
            assert Booking.objects.filter(case_id=case.id).count() == 1


def test_a_case_that_is_arranged_from_several_sides_at_once_is_arranged_once_and_nobody_is_refused(
    world: "World",
) -> None:
    from bonafix.repairs.actions.arrange import arrange_visit

    def arranging(case: "Case") -> Callable[[], Booking | None]:
        def run() -> Booking | None:
            with act_as(world.operator_id):
                return arrange_visit(world.system, world.now, case.id)

        return run

    for number in range(6):
        case = accepted(world, number)
        ended = at_once([arranging(case)] * 4, 4)
        assert [e for e in ended if isinstance(e, Exception)] == [], ended
        assert sum(isinstance(e, Booking) for e in ended) == 1


def test_one_technician_for_two_cases_at_once_is_never_in_two_places(
    world: "World", fresh_database: str
) -> None:
    for number in range(6):
        cases = [accepted(world, 2 * number), accepted(world, 2 * number + 1)]
        ended = at_once([assigning(world, case, world.technicians[0]) for case in cases])
        visits = [e for e in ended if isinstance(e, Booking)]
        assert visits, ended
        # Whoever was second has a later time, or was told that there is none.
        assert all(isinstance(e, Booking | NotFree) for e in ended), ended
        assert len({v.arrive_at for v in visits}) == len(visits)
    with superuser(fresh_database) as root:
        assert root.execute(DOUBLE).fetchall() == []


def test_two_cases_that_want_the_same_hour_of_one_technician_get_it_once(world: "World") -> None:
    window = (world.now + timedelta(hours=3), world.now + timedelta(hours=3, minutes=30))
    cases = [accepted(world, number, preferred=[window]) for number in range(2)]
    ended = at_once([assigning(world, case, world.technicians[0]) for case in cases])
    assert sorted(type(e).__name__ for e in ended) == ["Booking", "NotFree"], ended
    with act_as(world.operator_id):
        states = {world.repair(case.id).status for case in cases}
        assert states == {"arranged", "accepted"}, "the one who lost is still waiting for a visit"
        assert audit_operator(world.operator_id).faults == []


def test_the_database_refuses_a_double_booking_whatever_the_planner_thinks(
    world: "World",
) -> None:
    from bonafix.dispatch.actions import _book
    from bonafix.dispatch.rules import Job, Offer
    from bonafix.ledger.acts import begin

    case, other = accepted(world, 1), accepted(world, 2)
    start = world.now + timedelta(hours=1)
    way, end = timedelta(minutes=15), start + timedelta(hours=2)
    job = Job("141032", None, timedelta(hours=1), frozenset({"lock"}))

    def booking(case: "Case", shift: timedelta) -> None:
        who = Offer(world.technicians[0], start + shift, start + way + shift, end + shift, way)
        with begin(world.system, world.now) as act:
            _book(act, case.id, job, who, {"rule": "test"}, ())

    booking(case, timedelta(0))
    with pytest.raises(NotFree):
        booking(other, timedelta(hours=1))
    with pytest.raises(AlreadyArranged):
        booking(case, timedelta(hours=9))
    booking(other, timedelta(hours=2))


def test_arranging_assigning_moving_and_cancelling_at_once_ends_without_a_deadlock(
    world: "World", fresh_database: str
) -> None:
    from bonafix.repairs.actions.arrange import (
        arrange_visit,
        assign_technician,
        reschedule,
    )
    from bonafix.repairs.actions.ending import cancel
    from bonafix.repairs.actions.watch import on_deadline

    cases = [accepted(world, number) for number in range(6)]
    desk, later = world.staff("dispatcher", "agent"), world.now + timedelta(hours=30)

    def one(turn: int, case: "Case") -> None:
        verbs: list[Callable[[], object]] = [
            lambda: arrange_visit(world.system, world.now, case.id),
            lambda: assign_technician(desk, world.now, case.number, world.technicians[turn % 2]),
            lambda: reschedule(
                desk, world.now, case.number, [(later, later + timedelta(hours=30))]
            ),
            lambda: on_deadline(world.operator_id, world.now, case.id, "promise_warning"),
            lambda: cancel(world.holder(case.id), world.now, case.number, "solved"),
        ]
        # Being told no is an orderly end.
        with act_as(world.operator_id), suppress(BonafixError):
            verbs[turn % len(verbs) if turn % 7 else 4]()

    jobs = [lambda turn=turn, case=case: one(turn, case) for turn in range(1, 20) for case in cases]
    assert [e for e in at_once(jobs, 12) if e is not None] == []
    with superuser(fresh_database) as root:
        assert root.execute(DOUBLE).fetchall() == []
    with act_as(world.operator_id):
        assert audit_operator(world.operator_id).faults == []


def test_words_put_into_a_case_never_deadlock_with_work_on_the_case(world: "World") -> None:
    from bonafix.cases.actions import hand_over, say
    from bonafix.cases.models import Case
    from bonafix.ledger.acts import begin

    with act_as(world.operator_id):
        taken = world.report(1)
    said, held = threading.Event(), threading.Event()

    def customer() -> None:
        with transaction.atomic():
            with begin(world.system, world.now) as act:
                say(act, taken.case.id, "还有一把", party_id=taken.repair.customer_id, channel="x")
            said.set()
            # The end of the chain is ours; the reference to the case is checked at the commit.
            assert held.wait(20)
            time.sleep(0.3)

    def desk() -> None:
        with begin(world.system, world.now) as act:
            assert said.wait(20)
            case = act.lock(Case, taken.case.id)
            held.set()
            hand_over(act, case, "manager")

    assert at_once([customer, desk]) == [None, None]


RANK = {"technician": 0, "row": 1, "head": 2}
ADVISORY = re.compile(r"SELECT pg_advisory_xact_lock")
ROW = re.compile(r'FROM "(\w+)".*FOR (?:NO KEY )?UPDATE', re.S)


def test_no_lock_on_a_row_keeps_others_from_referring_to_it() -> None:
    source = Path(bonafix.__file__).parent
    calls = re.compile(r"select_for_update\(([^)]*)\)")
    for file in source.rglob("*.py"):
        for given in calls.findall(file.read_text("utf-8")):
            assert "no_key=True" in given, file


@contextmanager
def locks_taken(technicians: list[UUID]) -> Iterator[list[tuple[str, str]]]:
    """What the statements of this connection lock, in their order."""
    taken: list[tuple[str, str]] = []
    known = {one.int & 0x7FFF_FFFF_FFFF_FFFF: str(one) for one in technicians}

    def note(execute: Any, query: str, params: Any, many: bool, context: Any) -> Any:
        if ADVISORY.search(query):
            taken.extend(("technician", known[key]) for key in params[0])
        elif found := ROW.search(query):
            taken.append(("row", f"{found[1]} {params}"))
        elif query.startswith("INSERT INTO ledger_stream"):
            names = [str(name) for name in zip(params[2], params[3], strict=True)]
            assert names == sorted(names), "heads are locked in the order of their names"
            taken.append(("head", str(names)))
        return execute(query, params, many, context)

    with connection.execute_wrapper(note):
        yield taken


def in_order(taken: list[tuple[str, str]]) -> bool:
    """Technicians by id, then rows, then heads; what is held already may be asked for again."""
    first = list(dict.fromkeys(taken))
    technicians = [name for kind, name in first if kind == "technician"]
    kinds = [RANK[kind] for kind, _name in first]
    return kinds == sorted(kinds) and technicians == sorted(technicians)


def test_every_action_locks_technicians_by_id_then_rows_then_heads(world: "World") -> None:
    from bonafix.repairs.actions.arrange import arrange_visit, assign_technician, reschedule
    from bonafix.repairs.actions.ending import cancel

    case, later = accepted(world, 1), world.now + timedelta(hours=30)
    windows = [(later, later + timedelta(hours=2))]
    desk = world.staff("dispatcher")
    technicians = world.technicians
    acts: dict[str, Callable[[], object]] = {
        "arrange": lambda: arrange_visit(world.system, world.now, case.id),
        "reschedule": lambda: reschedule(desk, world.now, case.number, windows),
        "assign": lambda: assign_technician(desk, world.now, case.number, technicians[1]),
        "depart": lambda: world.step(case, "depart"),
        "arrive": lambda: world.step(case, "arrive", code=world.door_code(case.id)),
        "quote": lambda: world.step(case, "quote", lines=(("visit", 1),)),
        "cancel": lambda: cancel(desk, world.now, other.number, "solved"),
    }
    other = accepted(world, 2)
    with act_as(world.operator_id):
        arrange_visit(world.system, world.now, other.id)
        for name, act in acts.items():
            with locks_taken(technicians) as taken:
                act()
            assert ("head" in dict(taken)) and in_order(taken), (name, taken)

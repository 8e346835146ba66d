"""A time that is offered is kept while somebody chooses, and never longer than five minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from bonafix.dispatch.holding import KEPT, OFFERED, Kept, of_report
from bonafix.dispatch.models import Booking, Hold
from bonafix.dispatch.queries import booking_of
from bonafix.kit.errors import Invalid
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.actions.offer import MOST, offer_times
from bonafix.repairs.actions.rebook import reschedule_into
from bonafix.repairs.errors import SlotGone
from tests.conftest import found
from tests.support.threads import at_once
from tests.support.world import World, build

if TYPE_CHECKING:
    from bonafix.cases.models import Case

# Where one technician has room for one visit of an hour, and for no second one.
ROOM_FOR_ONE = (3.0, 3.4)


def hours(world: World, start: float, end: float) -> tuple[datetime, datetime]:
    return world.now + timedelta(hours=start), world.now + timedelta(hours=end)


@pytest.fixture
def one(operator: Operator, now: datetime) -> World:
    return build(operator.id, now, technicians=1)


def offered(
    world: World, case: "Case", *windows: tuple[float, float], after: timedelta = timedelta(0)
) -> list[Kept]:
    asked = [hours(world, *window) for window in windows]
    return offer_times(world.holder(case.id), world.now + after, world.repair(case.id), asked)


def test_a_time_offered_to_one_is_offered_to_nobody_else_before_five_minutes_are_over(
    one: World,
) -> None:
    first, second = one.report(1).case, one.report(2).case
    (mine,) = offered(one, first, ROOM_FOR_ONE)
    assert mine == Kept(hours(one, *ROOM_FOR_ONE), one.now + KEPT)
    just = timedelta(microseconds=1)
    assert offered(one, second, ROOM_FOR_ONE, after=KEPT - just) == []
    (now_theirs,) = offered(one, second, ROOM_FOR_ONE, after=KEPT)
    assert now_theirs.until == one.now + 2 * KEPT
    assert offered(one, first, ROOM_FOR_ONE, after=KEPT) == []


def test_nobody_else_is_booked_into_a_kept_time_not_even_an_urgent_one(one: World) -> None:
    mine = one.report(1).case
    offered(one, mine, ROOM_FOR_ONE)
    kept = Hold.objects.get()
    for number in range(2, 5):
        arrange_visit(one.system, one.now, one.report(number).case.id)
    one.report(5, urgent=True)
    assert Booking.objects.count() == 4
    assert not Booking.objects.filter(during__overlap=kept.during).exists()
    new = reschedule_into(one.holder(mine.id), one.now, mine.number, hours(one, *ROOM_FOR_ONE))
    assert (new.technician_id, new.arrive_at) == (kept.technician_id, kept.arrive_at)
    assert not Hold.objects.exists()
    assert audit_operator(one.operator_id).faults == []


def test_whoever_had_it_before_them_keeps_it_and_the_other_is_told(one: World) -> None:
    first, second = one.report(1).case, one.report(2).case
    offered(one, first, ROOM_FOR_ONE)
    before = Entry.objects.count()
    with pytest.raises(SlotGone):
        reschedule_into(one.holder(second.id), one.now, second.number, hours(one, *ROOM_FOR_ONE))
    assert Entry.objects.count() == before and Hold.objects.count() == 1


def test_who_looks_again_is_kept_the_new_times_only_and_at_most_six(one: World) -> None:
    case = one.report(1).case
    offered(one, case, ROOM_FOR_ONE)
    many = [(float(at), at + 0.4) for at in range(6, 20)]
    again = offered(one, case, *many)
    assert len(again) == OFFERED == Hold.objects.count()
    assert min(kept.window[0] for kept in again) >= hours(one, 6, 7)[0]
    assert offered(one, one.report(2).case, ROOM_FOR_ONE) != []
    with pytest.raises(Invalid, match="too_many_windows_asked"):
        offered(one, case, *[(3.0, 4.0)] * (MOST + 1))


def test_a_case_that_ends_keeps_no_time(one: World) -> None:
    case = one.report(1).case
    offered(one, case, ROOM_FOR_ONE)
    cancel(one.staff("agent"), one.now, case.number, "solved")
    assert not Hold.objects.exists()


def test_two_holders_are_never_kept_the_same_time_whatever_the_program_thinks(one: World) -> None:
    start, end = hours(one, 3, 4)

    def keep(holder: str, from_: datetime, to: datetime) -> None:
        with transaction.atomic():
            Hold.objects.create(
                operator_id=one.operator_id,
                technician_id=one.technicians[0],
                holder=holder,
                during=Range(from_, to),
                arrive_at=from_,
                window=Range(from_, to),
                place_code="141032",
                until=one.now + KEPT,
            )

    keep(of_report("a"), start, end)
    keep(of_report("a"), start, end)
    keep(of_report("b"), end, end + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="dispatch_no_time_kept_twice"):
        keep(of_report("b"), end - timedelta(minutes=1), end)


CUSTOMERS = 12


def test_of_many_who_are_offered_times_at_once_each_gets_what_was_kept_and_nobody_another_s(
    fresh_database: str, now: datetime
) -> None:
    """Twelve customers, two technicians, three narrow windows: room for six."""
    operator = found("lock", "lock.test")
    with act_as(operator.id):
        world = build(operator.id, now, technicians=2)
        cases = [world.report(number).case for number in range(CUSTOMERS)]
    windows = [(3.0, 3.4), (6.0, 6.4), (9.0, 9.4)]

    def ask(case: "Case") -> Callable[[], tuple["Case", list[Kept]]]:
        def run() -> tuple["Case", list[Kept]]:
            with act_as(world.operator_id):
                return case, offered(world, case, *windows)

        return run

    def take(case: "Case", window: tuple[datetime, datetime]) -> Callable[[], UUID | None]:
        def run() -> UUID | None:
            with act_as(world.operator_id):
                return reschedule_into(world.holder(case.id), now, case.number, window).case_id

        return run

    told = at_once([ask(case) for case in cases])
    assert not [one for one in told if isinstance(one, Exception)], told
    kept = {case: mine for case, mine in (o for o in told if not isinstance(o, Exception)) if mine}
    with act_as(world.operator_id):
        assert Hold.objects.count() == sum(map(len, kept.values()))
        # Three tries each: whoever was always second is told that there is nothing.
        assert 3 <= Hold.objects.count() <= 6
    wanted = [
        take(case, (kept.get(case) or [Kept(hours(world, *windows[0]), now)])[0].window)
        for case in cases
    ]
    ended = at_once(wanted)
    with act_as(world.operator_id):
        for case, end in zip(cases, ended, strict=True):
            if case in kept:
                assert end == case.id, end
                booking = booking_of(case.id)
                assert booking is not None
                start, until = kept[case][0].window
                assert start <= booking.arrive_at <= until
        # Others may have got what was given back by choosing, and never what was kept.
        assert all(isinstance(e, UUID | SlotGone) for e in ended), ended
        assert not Hold.objects.exists()
        assert audit_operator(world.operator_id).faults == []

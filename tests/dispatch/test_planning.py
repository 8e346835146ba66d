"""Who goes by the planner: least harm to the day, promises to others kept, a reason for each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonafix.dispatch.planning import compared, decided, expected, gaps, helps, outlook, slots
from bonafix.dispatch.planning.choose import Refusal, choose
from bonafix.dispatch.planning.lay_out import lay_out
from bonafix.dispatch.planning.prices import KEPT
from bonafix.dispatch.planning.ways import ways
from bonafix.dispatch.rules import (
    LEAD,
    WITHIN_COUNTY,
    Day,
    Decision,
    Job,
    Point,
    Stop,
    travel_time,
)

NOW = datetime(2026, 11, 24, 6, 20, 13, 250_000, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# Counties of one city, a few kilometres apart; the last is far away.
PLACES: dict[str, Point] = {
    "310101": (31.23, 121.48),
    "310105": (31.22, 121.42),
    "310110": (31.27, 121.52),
    "310112": (31.11, 121.38),
    "310151": (31.62, 121.40),
}
CODES = list(PLACES)


def stop(number: int, code: str, arrives: datetime, *, minutes: int = 60, **more: object) -> Stop:
    span = (arrives - WITHIN_COUNTY, arrives + minutes * MINUTE)
    facts = {"promised": arrives + HOUR, "case_id": UUID(int=1000 + number), **more}
    return Stop(span, arrives, code, PLACES[code], **facts)  # type: ignore[arg-type]


def day(
    number: int,
    *,
    code: str = CODES[0],
    stops: Sequence[Stop] = (),
    skills: frozenset[str] = frozenset({"lock"}),
    kind: str = "shift",
    hours: float = 9,
) -> Day:
    at_work = ((NOW - HOUR, NOW + hours * HOUR, kind),)
    return Day(UUID(int=number), code, PLACES[code], skills, at_work, tuple(stops))


def job(code: str = CODES[0], **given: object) -> Job:
    facts = {"duration": HOUR, "skills": frozenset({"lock"}), **given}
    return Job(code, PLACES[code], **facts)  # type: ignore[arg-type]


def urgent(code: str = CODES[0], minutes: int = 60) -> Job:
    return job(code, urgent=True, arrive_within=30 * MINUTE, duration=minutes * MINUTE)


def test_ways_are_those_of_the_plain_rule() -> None:
    spots = [*PLACES.items(), ("460100", None), ("310101001", PLACES["310101"])]
    found = ways(spots)
    for a, (code, point) in enumerate(spots):
        for b, (to, end) in enumerate(spots):
            exact = travel_time(code, point, to, end).total_seconds()
            assert 0 <= exact - found[a, b] < 1.001, (code, to)


def test_a_near_technician_whose_promise_would_break_is_not_sent_a_free_one_is() -> None:
    """By earliest arrival both would do; the plain rule also knows no way to wait a little."""
    near = day(1, stops=[stop(1, CODES[0], NOW + 40 * MINUTE)])
    free = day(2, code=CODES[1])
    found = choose(urgent(), [near, free], NOW)
    assert found.offer is not None and found.offer.technician_id == UUID(int=2)
    assert [(p.technician_id.int, p.why) for p in found.passed_over] == [(1, "dearer")]
    assert found.shifted == () and found.rule == "least_harm"


def test_a_promised_visit_waits_inside_its_promise_when_that_keeps_the_half_hour() -> None:
    booked = stop(1, CODES[0], NOW + 70 * MINUTE)
    found = choose(urgent(minutes=45), [day(1, stops=[booked])], NOW)
    assert found.offer is not None and found.offer.arrives - NOW <= 30 * MINUTE
    (shift,) = found.shifted
    assert shift.case_id == booked.case_id and shift.minutes == 5
    assert booked.promised is not None and shift.arrives <= booked.promised - KEPT
    assert shift.free - shift.arrives == booked.span[1] - booked.arrives


def test_whoever_is_under_way_is_disturbed_by_nothing() -> None:
    going = stop(1, CODES[0], NOW + 70 * MINUTE, under_way=True)
    found = choose(urgent(minutes=30), [day(1, stops=[going])], NOW)
    assert found.offer is not None and found.offer.leaves >= going.span[1]


def test_a_visit_that_overruns_makes_nobody_promise_what_cannot_be() -> None:
    long = stop(1, CODES[0], NOW - 80 * MINUTE, under_way=True)
    found = choose(urgent(), [day(1, stops=[long])], NOW)
    assert found.offer is not None and found.offer.leaves >= NOW + 15 * MINUTE


def test_everyone_who_is_not_sent_has_one_reason() -> None:
    days = [
        day(1),
        day(2, skills=frozenset()),
        replace(day(3), base_code="460100", base=(20.0, 110.0)),
        day(4, kind="standby"),
        day(5, hours=0.9),
        day(6, code=CODES[1]),
    ]
    found = choose(job(), days, NOW)
    assert found.offer is not None and found.offer.technician_id == UUID(int=1)
    told = {p.technician_id.int: p.why for p in found.passed_over}
    assert told == {2: "skill", 3: "too_far", 4: "not_at_work", 5: "no_time", 6: "dearer"}
    far = next(p for p in found.passed_over if p.technician_id.int == 6)
    assert far.way is not None and far.way > 0


def test_standby_goes_for_urgent_reports_and_within_half_an_hour() -> None:
    ready = [day(1, kind="standby")]
    found = choose(urgent(), ready, NOW)
    assert found.offer is not None and found.offer.arrives - NOW <= 30 * MINUTE
    assert choose(job(), ready, NOW).offer is None


def test_a_wanted_window_is_kept_and_told_in_fives() -> None:
    window = (NOW + 3 * HOUR, NOW + 5 * HOUR)
    found = choose(job(windows=(window,)), [day(1)], NOW)
    assert found.offer is not None and window[0] <= found.offer.arrives <= window[1]
    assert found.offer.arrives.minute % 5 == 0 and found.offer.arrives.second == 0


def test_a_booked_visit_saves_way_rather_than_coming_a_little_sooner() -> None:
    there = stop(1, CODES[3], NOW + 2 * HOUR)
    days = [day(1, stops=[there]), day(2)]
    found = choose(job(CODES[3]), days, NOW)
    assert found.offer is not None and found.offer.technician_id == UUID(int=1)
    plain = decided(job(CODES[3]), days, NOW, lambda *_: (_ for _ in ()).throw(Refusal(["x"])))
    assert plain.offer is not None and plain.offer.technician_id == UUID(int=2)


@pytest.mark.parametrize("fault", [Refusal(["overlap"]), KeyError("x"), ValueError("y")])
def test_when_the_planner_fails_the_earliest_arrival_goes_and_the_record_will_say_why(
    fault: Exception,
) -> None:
    def broken(job: Job, days: Sequence[Day], now: datetime) -> Decision:
        raise fault

    found = decided(urgent(), [day(1), day(2)], NOW, broken)
    assert found.offer is not None and found.rule == "earliest_arrival"
    because = "refused_by_checker" if isinstance(fault, Refusal) else "planner_fault"
    assert found.instead == because and found.faults


def test_what_a_person_did_not_choose_is_compared_with_the_choice() -> None:
    days = [day(1), day(2, code=CODES[1]), day(3, skills=frozenset())]
    mine = choose(urgent(), days[1:2], NOW)
    assert mine.offer is not None
    told = {p.technician_id.int: p for p in compared(urgent(), days, NOW, mine.offer)}
    assert set(told) == {1, 3} and told[3].why == "skill"
    assert told[1].why == "dearer" and told[1].minutes is not None and told[1].minutes <= 0


days_ = st.builds(
    lambda number, code, kind, drives: (number, code, kind, drives),
    st.integers(1, 4),
    st.sampled_from(CODES),
    st.sampled_from(["shift", "standby"]),
    st.lists(
        st.tuples(
            st.integers(0, 150),
            st.sampled_from(CODES),
            st.integers(20, 90),
            st.integers(15, 90),
            st.booleans(),
        ),
        max_size=5,
    ),
)


def drawn(facts: list[tuple[int, str, str, list[tuple[int, str, int, int, bool]]]]) -> list[Day]:
    """Days as the house books them: one visit after the other, each with the way it needs."""
    made: dict[int, Day] = {}
    visit = 0
    for number, code, kind, drives in facts:
        at, place, stops = NOW - 90 * MINUTE, code, []
        for gap, there, minutes, promised, moving in drives:
            visit += 1
            way = travel_time(place, PLACES[place], there, PLACES[there])
            leaves = at + gap * MINUTE
            arrives = leaves + way
            at, place = arrives + minutes * MINUTE, there
            promise = arrives + promised * MINUTE
            gone = moving and leaves <= NOW
            case = UUID(int=1000 + visit)
            stops.append(Stop((leaves, at), arrives, there, PLACES[there], promise, gone, case))
        made[number] = day(number, code=code, stops=stops, kind=kind, hours=8)
    return list(made.values())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(days_, min_size=1, max_size=4),
    st.sampled_from(CODES),
    st.integers(15, 120),
    st.booleans(),
    st.integers(0, 6),
)
def test_no_decision_overlaps_anything_or_breaks_a_promise_to_anybody(
    facts: list[tuple[int, str, str, list[tuple[int, str, int, int, bool]]]],
    code: str,
    minutes: int,
    hurry: bool,
    after: int,
) -> None:
    days = drawn(facts)
    windows = () if hurry or not after else ((NOW + after * HOUR, NOW + (after + 2) * HOUR),)
    within = 30 * MINUTE if hurry else None
    wanted = job(
        code, duration=minutes * MINUTE, urgent=hurry, windows=windows, arrive_within=within
    )
    found = choose(wanted, days, NOW)
    assert {p.technician_id for p in found.passed_over} | (
        {found.offer.technician_id} if found.offer else set()
    ) == {one.technician_id for one in days}
    assert len(found.passed_over) + bool(found.offer) == len(days)
    if found.offer is None:
        return
    holds(wanted, next(d for d in days if d.technician_id == found.offer.technician_id), found)


def holds(wanted: Job, mine: Day, found: Decision) -> None:
    """The whole day after the decision, looked at by nothing of the planner."""
    offer = found.offer
    assert offer is not None
    changed = {shift.case_id: shift for shift in found.shifted}
    day_after: list[tuple[datetime, datetime, datetime, str]] = []
    for one in mine.stops:
        shift = changed.pop(one.case_id, None) if one.case_id else None
        if shift is None:
            day_after.append((*one.span, one.arrives, one.place_code))
            continue
        assert not one.under_way and one.span[0] > NOW
        assert one.promised is not None and one.arrives <= shift.arrives <= one.promised
        assert shift.arrives == one.arrives or shift.arrives <= one.promised - KEPT
        day_after.append((shift.leaves, shift.free, shift.arrives, one.place_code))
    assert not changed
    day_after.append((offer.leaves, offer.free, offer.arrives, wanted.place_code))
    day_after.sort()
    for before, after in pairwise(day_after):
        assert before[1] <= after[0], "two visits overlap"
    at = day_after.index((offer.leaves, offer.free, offer.arrives, wanted.place_code))
    place = day_after[at - 1][3] if at else mine.base_code
    for before_place, (leaves, _free, arrives, code) in zip(
        [place, wanted.place_code], day_after[at : at + 2], strict=False
    ):
        way = travel_time(before_place, PLACES[before_place], code, PLACES[code])
        assert arrives - leaves > way - 2 * timedelta(seconds=1), "no time for the way"
    assert offer.leaves >= NOW + (timedelta(0) if wanted.urgent else LEAD)
    assert offer.free - offer.arrives == wanted.duration
    assert offer.free <= max(mine.at_work[0][1], mine.stops[-1].span[1] if mine.stops else NOW)
    assert all(a <= offer.arrives <= b for a, b in wanted.windows)


def test_a_day_that_cannot_go_as_booked_gets_nothing_new() -> None:
    both = [stop(1, CODES[0], NOW + HOUR), stop(2, CODES[1], NOW + 80 * MINUTE)]
    laid = lay_out(urgent(), [day(1, stops=both)], NOW)
    assert laid.stretches == {} and [p.why for p in laid.passed_over] == ["no_time"]


def test_what_was_booked_by_hand_in_less_time_than_estimated_is_believed() -> None:
    first = stop(1, CODES[0], NOW + HOUR)
    second = stop(2, CODES[4], NOW + 140 * MINUTE)
    assert travel_time(CODES[0], PLACES[CODES[0]], CODES[4], PLACES[CODES[4]]) > 30 * MINUTE
    found = choose(job(CODES[4]), [day(1, stops=[first, second])], NOW)
    assert found.offer is not None and found.offer.leaves >= second.span[1]


def test_only_windows_that_keep_every_promise_are_offered_cheapest_first() -> None:
    full = stop(1, CODES[0], NOW + 30 * MINUTE, minutes=150)
    there = stop(2, CODES[3], NOW + 6 * HOUR)
    windows = [(NOW + h * HOUR, NOW + (h + 1) * HOUR) for h in (1, 4, 7, 30)]
    found = slots(job(CODES[3]), [day(1, stops=[full, there])], NOW, windows)
    assert {slot.window for slot in found} == {windows[1], windows[2]}
    assert [slot.adds for slot in found] == sorted(slot.adds for slot in found)
    for slot in found:
        assert choose(job(CODES[3], windows=(slot.window,)), [day(1, stops=[full, there])], NOW)


def test_a_slot_that_is_booked_is_not_offered_again() -> None:
    window = (NOW + 2 * HOUR, NOW + 2.5 * HOUR)
    (slot,) = slots(job(), [day(1)], NOW, [window])
    found = choose(job(windows=(slot.window,)), [day(1)], NOW)
    assert found.offer is not None
    span = (found.offer.leaves, found.offer.free)
    taken = Stop(span, found.offer.arrives, CODES[0], PLACES[CODES[0]], None, False, UUID(int=9))
    assert slots(job(), [day(1, stops=[taken])], NOW, [window]) == []


def test_before_a_person_chooses_everybody_stands_there_with_the_consequence() -> None:
    waits = stop(1, CODES[0], NOW + 70 * MINUTE)
    days = [day(1, stops=[waits]), day(2, code=CODES[3]), day(3, skills=frozenset())]
    shown = outlook(urgent(minutes=45), days, NOW)
    assert {one.technician_id.int for one in shown} == {1, 2, 3}
    assert sum(one.best for one in shown) == 1 and shown[0].best
    by = {one.technician_id.int: one for one in shown}
    assert by[1].later == ((UUID(int=1001), 5),)
    assert by[3].arrives is None and by[3].why is not None and by[3].why.why == "skill"
    for one in (by[1], by[2]):
        alone = choose(
            urgent(minutes=45), [d for d in days if d.technician_id == one.technician_id], NOW
        )
        assert alone.offer is not None and alone.offer.arrives == one.arrives


def test_where_nobody_can_go_each_named_change_would_really_help() -> None:
    window = (NOW + 30 * HOUR, NOW + 31 * HOUR)
    days = [day(1), day(2, skills=frozenset())]
    wanted = job(windows=(window,))
    assert choose(wanted, days, NOW).offer is None
    told = helps(wanted, days, NOW)
    assert [(one.change, one.technician_id) for one in told] == [("window", None)]
    short = [day(1, hours=1), day(2, skills=frozenset())]
    told = helps(job(), short, NOW)
    assert {(one.change, one.technician_id.int) for one in told if one.technician_id} == {
        ("hour", 1),
        ("skill", 2),
    }


def test_a_late_start_and_an_overrun_reach_every_visit_after_them() -> None:
    door = stop(1, CODES[0], NOW - 70 * MINUTE, under_way=True)
    second = stop(2, CODES[0], NOW + 20 * MINUTE)
    third = stop(3, CODES[0], NOW + 4 * HOUR)
    cases = [one.case_id for one in (door, second, third)]
    assert cases[0] is not None and cases[1] is not None and cases[2] is not None
    ahead = expected([door, second, third], frozenset({cases[0]}), NOW)
    assert set(ahead) == set(cases[1:])
    assert ahead[cases[1]].arrives == NOW + 15 * MINUTE + WITHIN_COUNTY
    assert ahead[cases[2]].arrives == third.arrives
    late = expected([stop(4, CODES[0], NOW - 50 * MINUTE)], frozenset(), NOW)
    assert late[UUID(int=1004)].slack == 10 * MINUTE - WITHIN_COUNTY


def test_gaps_hold_what_is_free_and_long_enough_from_now_on() -> None:
    shift = (NOW - HOUR, NOW + 5 * HOUR)
    busy = [(NOW + HOUR, NOW + 2 * HOUR), (NOW + 2.4 * HOUR, NOW + 3 * HOUR)]
    assert gaps([shift], busy, NOW) == [(NOW, NOW + HOUR), (NOW + 3 * HOUR, shift[1])]
    assert gaps([shift], [], NOW + 6 * HOUR) == []

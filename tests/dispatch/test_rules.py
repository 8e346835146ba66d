"""Who goes: promises of the planner's pure part."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bonafix.dispatch.rules import (
    MAX_TRAVEL,
    WITHIN_COUNTY,
    Day,
    Decision,
    Job,
    Offer,
    PassedOver,
    Stop,
    decide,
    haversine_km,
    offer_of,
    travel_time,
)

NOW = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
HOME = (36.08, 111.52)
HOUR = timedelta(hours=1)


def day(
    number: int,
    *,
    skills: frozenset[str] = frozenset({"lock"}),
    point: tuple[float, float] = HOME,
    stops: tuple[Stop, ...] = (),
    kind: str = "shift",
    code: str = "141002",
) -> Day:
    at_work = ((NOW - HOUR, NOW + 9 * HOUR, kind),)
    return Day(UUID(int=number), code, point, skills, at_work, stops)


def job(**given: object) -> Job:
    facts = {"place_code": "141002", "point": HOME, "duration": HOUR, "skills": frozenset({"lock"})}
    return Job(**{**facts, **given})  # type: ignore[arg-type]


def busy(start: datetime, hours: float = 1) -> Stop:
    return Stop((start, start + timedelta(hours=hours)), start + WITHIN_COUNTY, "141002", HOME)


def test_whoever_can_be_there_first_goes() -> None:
    far = (36.6, 111.9)
    decision = decide(job(urgent=True), [day(1, point=far, code="141000"), day(2)], NOW)
    assert decision.offer is not None
    assert decision.offer.technician_id == UUID(int=2)
    assert decision.passed_over[0].why == "later"
    assert decision.passed_over[0].minutes is not None


def test_everyone_who_is_not_sent_has_a_reason() -> None:
    days = [
        day(1),
        day(2, skills=frozenset()),
        day(3, point=(20.0, 110.0), code="460100"),
        day(4, kind="standby"),
    ]
    decision = decide(job(), days, NOW)
    assert {(p.technician_id.int, p.why) for p in decision.passed_over} == {
        (2, "skill"),
        (3, "too_far"),
        (4, "not_at_work"),
    }
    assert decision.passed_over[0].missing == ("lock",)


def test_standby_goes_for_urgent_reports_only() -> None:
    assert isinstance(offer_of(job(urgent=True), day(1, kind="standby"), NOW), Offer)
    assert isinstance(offer_of(job(), day(1, kind="standby"), NOW), PassedOver)


def test_an_urgent_report_in_the_same_county_is_reached_within_thirty_minutes() -> None:
    offer = offer_of(job(urgent=True), day(1), NOW)
    assert isinstance(offer, Offer)
    assert offer.arrives - NOW <= timedelta(minutes=30)


def test_a_wanted_window_is_kept() -> None:
    window = (NOW + 3 * HOUR, NOW + 5 * HOUR)
    offer = offer_of(job(windows=(window,)), day(1), NOW)
    assert isinstance(offer, Offer)
    assert window[0] <= offer.arrives <= window[1]


def test_a_window_that_nobody_can_keep_is_not_promised() -> None:
    gone = (NOW - 3 * HOUR, NOW - 2 * HOUR)
    result = offer_of(job(windows=(gone,)), day(1), NOW)
    assert isinstance(result, PassedOver)
    assert result.why == "no_time"


def test_the_way_grows_with_the_distance_and_is_never_below_a_quarter_of_an_hour() -> None:
    near = travel_time("141002", HOME, "141021", (36.1, 111.6))
    far = travel_time("141002", HOME, "141081", (35.6, 111.3))
    assert WITHIN_COUNTY <= near < far
    assert travel_time("141002", None, "141021", HOME) == MAX_TRAVEL


def test_haversine_agrees_with_a_known_distance() -> None:
    beijing, shanghai = (39.9042, 116.4074), (31.2304, 121.4737)
    assert abs(haversine_km(beijing, shanghai) - 1067) < 5


@given(
    st.lists(st.integers(0, 16), max_size=4, unique=True),
    st.integers(15, 180),
    st.booleans(),
)
def test_an_offer_never_overlaps_a_booking_and_never_breaks_the_next_promise(
    halves: list[int], minutes: int, urgent: bool
) -> None:
    stops = tuple(busy(NOW + timedelta(minutes=30 * half), 0.5) for half in sorted(halves))
    wanted = job(duration=timedelta(minutes=minutes), urgent=urgent)
    result = offer_of(wanted, day(1, stops=stops), NOW)
    if isinstance(result, PassedOver):
        assert result.why == "no_time"
        return
    for stop in stops:
        assert result.free <= stop.span[0] or result.leaves >= stop.span[1]
        if stop.span[0] >= result.free:
            assert result.free + WITHIN_COUNTY <= stop.arrives
    assert result.leaves >= NOW
    assert result.arrives - result.leaves >= WITHIN_COUNTY


@given(st.permutations(range(1, 6)))
def test_the_decision_does_not_depend_on_the_order_of_the_list(order: list[int]) -> None:
    decision = decide(job(), [day(number) for number in order], NOW)
    assert isinstance(decision, Decision)
    assert decision.offer is not None
    assert decision.offer.technician_id == UUID(int=1)


def test_nobody_at_all_is_an_answer_too() -> None:
    assert decide(job(), [], NOW) == Decision(None, ())

"""Rules of claims, by property and at their thresholds."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.claims.rules import clocks, policies
from bonafix.claims.rules.clocks import Facts, due
from bonafix.claims.rules.history import Past, count
from bonafix.claims.rules.money import AmountNotPossible, check_amount, room
from bonafix.claims.rules.people import (
    Accusing,
    Before,
    ConflictOfInterest,
    check_reasons,
    check_reviewer,
)
from bonafix.claims.rules.policies import (
    NoticeTooShort,
    Policy,
    WishNotPossible,
    check_notice,
    check_values,
    check_wish,
    in_force,
)
from bonafix.claims.rules.simulate import Effect, PastClaim, simulate
from bonafix.claims.rules.standing import TO_LOOK_AT, Asked, Instruction, yes_by
from bonafix.claims.rules.states import BY_VERB, ENDS, STATES, OutOfOrder, step
from bonafix.kit.calendars import WorkingDays
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid

DAYS = WorkingDays()
NOW = datetime(2026, 9, 29, 6, 0, tzinfo=UTC)
_FIRST, _LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
instants = st.datetimes(
    _FIRST.replace(tzinfo=None), _LAST.replace(tzinfo=None), timezones=st.just(UTC)
)
ID = UUID(int=1)


# Clocks ------------------------------------------------------------------------------------


@given(instants, st.integers(1, 200_000))
@example(NOW, 100_000)
@example(NOW, 100_001)
def test_a_merchant_always_gets_48_hours_and_longer_for_costly_claims(
    start: datetime, fen: int
) -> None:
    got = due("answer", Facts("general", fen), Policy(), start, DAYS)
    assert got.at - start == timedelta(hours=72 if fen > 100_000 else 48)


@given(instants)
def test_perishable_goods_have_short_clocks_for_both_sides(start: datetime) -> None:
    for clock in ("evidence", "answer", "offer"):
        got = due(clock, Facts("perishable", 100), Policy(), start, DAYS)
        assert got.at - start == timedelta(hours=24)


@given(instants, st.integers(1, 15))
def test_a_review_counts_working_days_only_and_ends_with_one(start: datetime, days: int) -> None:
    got = due("review", Facts("general", 1), Policy(review_days=days), start, DAYS)
    assert got.calendar == "working_days"
    last = (local(got.at) - timedelta(seconds=1)).date()
    first = local(start).date() + timedelta(days=1)
    counted = [first + timedelta(n) for n in range((last - first).days + 1)]
    assert sum(DAYS.works(day) for day in counted) == days
    assert DAYS.works(last)


def test_a_review_before_the_national_holiday_ends_after_it() -> None:
    # Tuesday 29 September 2026; 1 to 7 October are off.
    got = due("review", Facts("general", 1), Policy(), NOW, DAYS)
    assert local(got.at).date() > datetime(2026, 10, 8, tzinfo=UTC).date()


def test_a_year_without_known_holidays_never_makes_anybody_wait_longer() -> None:
    start = datetime(2031, 3, 3, 6, 0, tzinfo=UTC)
    got = due("review", Facts("general", 1), Policy(), start, DAYS)
    assert (got.calendar, got.at) == ("natural", start + timedelta(days=3))


@given(instants, st.sampled_from(sorted({s.clock for s in STATES.values() if s.clock})))
def test_every_state_has_a_time_that_lies_ahead(start: datetime, clock: str) -> None:
    assert due(clock, Facts("general", 100), Policy(), start, DAYS).at > start


# States ------------------------------------------------------------------------------------


def test_every_state_is_reached_and_only_ends_are_left_by_nobody() -> None:
    reached = {one.after for one in BY_VERB.values()}
    left = {before for one in BY_VERB.values() for before in one.before}
    assert reached == set(STATES)
    assert left == set(STATES) - ENDS


@given(st.sampled_from(sorted(BY_VERB)), st.sampled_from(sorted(STATES)))
def test_a_step_is_in_order_or_refused(verb: str, status: str) -> None:
    if status in BY_VERB[verb].before:
        assert step(verb, status).verb == verb
    else:
        with pytest.raises(OutOfOrder):
            step(verb, status)


def test_from_every_open_state_a_person_can_be_the_next() -> None:
    """Wherever a claim is, a reviewer's desk or an end is reachable without any machine."""
    ways = [one for one in BY_VERB.values() if one.machine in ("", "remind", "execute", "measure")]
    for start in set(STATES) - ENDS:
        seen, todo = set(), [start]
        while todo:
            at = todo.pop()
            seen.add(at)
            todo += [w.after for w in ways if at in w.before and w.after not in seen]
        assert seen & ({"reviewing", "appealed"} | ENDS), start


# Money -------------------------------------------------------------------------------------


@given(st.integers(1, 10**8), st.lists(st.integers(0, 10**7), max_size=8), st.integers())
@example(100, [], 100)
@example(100, [], 101)
@example(100, [100], 1)
def test_no_sum_goes_above_what_was_paid(paid: int, granted: list[int], asked: int) -> None:
    held = room(paid, granted)
    try:
        allowed = check_amount(asked, held)
    except AmountNotPossible:
        assert asked <= 0 or asked + sum(granted) > paid
    else:
        assert allowed > 0
        assert allowed + sum(granted) <= paid


# Policy ------------------------------------------------------------------------------------


@given(st.lists(st.tuples(instants, st.integers(24, 720)), max_size=6), instants)
def test_a_purchase_is_bound_to_the_version_of_its_day(
    versions: list[tuple[datetime, int]], bought: datetime
) -> None:
    rows = [(since, Policy(n + 1, answer_hours=h)) for n, (since, h) in enumerate(versions)]
    held = in_force(rows, bought)
    begun = [since for since, _policy in rows if since <= bought]
    assert (held.version == 0) == (not begun)
    if begun:
        assert held in [policy for since, policy in rows if since == max(begun)]


@pytest.mark.parametrize(
    ("days", "values", "major", "fits"),
    [
        (7, {"answer_hours": 72}, False, True),
        (6.99, {"answer_hours": 72}, False, False),
        (7, {"answer_hours": 72}, True, False),
        (15, {"answer_hours": 72}, True, True),
        (7, {"answer_hours": 47}, False, False),  # takes time from the merchant
        (7, {"appeal_days": 6}, False, False),
        (7, {"review_days": 4}, False, False),  # everybody waits longer
        (7, {"refund_only_fen": {"damaged": 19_999, "defective": 10_000, "missing": 20_000}},
         False, False),
        (15, {"refund_only_fen": {"damaged": 19_999}}, False, True),
        (7, {"second_above_fen": 50_001}, False, False),
    ],
)  # fmt: skip
def test_a_version_is_announced_7_days_ahead_and_15_where_it_takes_a_right(
    days: float, values: dict[str, object], major: bool, fits: bool
) -> None:
    after, since = Policy.of(1, values), NOW + timedelta(days=days)
    if fits:
        check_notice(NOW, since, major=major, before=Policy(), after=after)
    else:
        with pytest.raises(NoticeTooShort):
            check_notice(NOW, since, major=major, before=Policy(), after=after)


@pytest.mark.parametrize(
    "values",
    [{"answer_hours": 1}, {"nothing": 3}, {"answer_hours": True}, {"review_days": "3"},
     {"refund_only_fen": {"ugly": 3}}, {"refund_only_fen": {"damaged": -1}},
     {"needs": {"damaged": []}}, {"needs": {"damaged": ["selfie"]}}],
)  # fmt: skip
def test_no_version_sets_what_nobody_could_live_with(values: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        check_values(values)


@given(st.sampled_from(policies.REASONS), st.integers(1, 100_000))
@example("damaged", 20_000)
@example("damaged", 20_001)
def test_a_refund_without_return_keeps_to_its_limit(reason: str, fen: int) -> None:
    limit = Policy().refund_only_up_to(reason)
    if fen <= limit:
        check_wish(Policy(), reason, "refund_only", fen)
    else:
        with pytest.raises(WishNotPossible):
            check_wish(Policy(), reason, "refund_only", fen)
    check_wish(Policy(), reason, "return_refund", fen)


past_claims = st.builds(
    PastClaim, reason=st.sampled_from(policies.REASONS), wish=st.sampled_from(policies.WISHES),
    amount_fen=st.integers(1, 200_000), category=st.sampled_from(policies.CATEGORIES),
    asked_at=st.none() | instants, answered_at=st.none() | instants, reviewed=st.booleans(),
)  # fmt: skip


@given(st.lists(past_claims, max_size=12))
def test_the_policy_that_holds_changes_nothing_when_it_is_tried(past: list[PastClaim]) -> None:
    assert simulate(past, Policy(), Policy()) == Effect(len(past), 0, 0, 0, 0, 0, 0)


@given(st.lists(past_claims, max_size=12), st.integers(0, 200_000))
def test_what_a_draft_takes_the_way_back_gives(past: list[PastClaim], second: int) -> None:
    draft = Policy(answer_hours=24, costly_answer_hours=24, second_above_fen=second)
    there, back = simulate(past, Policy(), draft), simulate(past, draft, Policy())
    assert (there.answer_too_late, there.answer_in_time_now) == (back.answer_in_time_now, 0)
    assert there.second_look_more == back.second_look_less
    assert there.second_look_less == back.second_look_more


def test_a_draft_is_tried_on_what_happened() -> None:
    one = PastClaim(
        "damaged", "refund_only", 15_000, "general", NOW, NOW + timedelta(hours=40), True
    )
    draft = Policy(
        refund_only_fen={"damaged": 10_000}, answer_hours=24, second_above_fen=10_000
    )  # fmt: skip
    assert simulate([one], Policy(), draft) == Effect(1, 1, 0, 1, 0, 1, 0)


# Standing instructions ---------------------------------------------------------------------


def asked(**more: object) -> Asked:
    facts = {
        "reason": "damaged", "wish": "refund_only", "amount_fen": 500, "complete": True,
        "examined": True, "kinds": frozenset({"no_declaration"}),
    }  # fmt: skip
    return Asked(**{**facts, **more})  # type: ignore[arg-type]


def order(**more: object) -> Instruction:
    facts = {
        "id": ID, "up_to_fen": 500, "reasons": frozenset({"damaged"}), "since": NOW, "until": None,
    }  # fmt: skip
    return Instruction(**{**facts, **more})  # type: ignore[arg-type]


def test_a_standing_yes_is_said_when_everything_fits() -> None:
    assert yes_by([order()], asked(), NOW) == order()


@pytest.mark.parametrize(
    "given_",
    [asked(amount_fen=501), asked(complete=False), asked(examined=False),
     asked(reason="missing"), asked(wish="return_refund"),
     *(asked(kinds=frozenset({kind})) for kind in sorted(TO_LOOK_AT))],
)  # fmt: skip
def test_what_does_not_fit_goes_on_to_people_and_is_never_refused(given_: Asked) -> None:
    assert yes_by([order()], given_, NOW) is None


def test_an_instruction_holds_from_its_beginning_to_its_end_only() -> None:
    assert yes_by([order(since=NOW + timedelta(seconds=1))], asked(), NOW) is None
    assert yes_by([order(until=NOW)], asked(), NOW) is None
    assert yes_by([order(until=NOW + timedelta(seconds=1))], asked(), NOW) is not None


# History -----------------------------------------------------------------------------------


pasts = st.builds(
    Past, opened_at=instants, outcome=st.sampled_from(["", "grant", "refuse"]),
    contested=st.booleans(), reversed=st.booleans(),
)  # fmt: skip


@given(st.lists(pasts, max_size=20), instants)
def test_history_counts_a_year_and_forgets_what_is_older(past: list[Past], at: datetime) -> None:
    counted = count(past, at)
    young = [one for one in past if at - one.opened_at <= timedelta(days=365)]
    assert counted.claims == len(young)
    assert counted.granted + counted.refused <= counted.claims
    assert count(young, at) == counted
    share = counted.share_granted
    assert share is None or 0 <= share <= 1


# People ------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")), st.sampled_from("abcd"))
def test_nobody_decides_who_took_part_or_decided_before(
    took: set[str], decided: set[str], label: str
) -> None:
    before = Before(frozenset(took), frozenset(), frozenset(decided))
    if label in took | decided:
        with pytest.raises(ConflictOfInterest):
            check_reviewer(label, (), (), before)
    else:
        check_reviewer(label, (), (), before)
    with pytest.raises(ConflictOfInterest):
        check_reviewer("z", [ID], [ID], before)


@given(st.text(max_size=300))
def test_reasons_are_kept_as_they_are_or_refused(text: str) -> None:
    try:
        kept = check_reasons(text)
    except (Invalid, Accusing):
        return
    assert sum(c.isalnum() for c in kept) >= 12
    assert check_reasons(kept) == kept


def test_the_house_s_own_times_are_no_longer_than_a_day() -> None:
    for span in (clocks.EXAMINE, clocks.CONFIRM, clocks.PAY):
        assert span <= timedelta(days=1)

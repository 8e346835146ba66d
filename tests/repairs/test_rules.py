"""The pure rules of a repair."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.access.table import TABLE
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid
from bonafix.repairs.rules.guarantees import FLOOR_DAYS, term
from bonafix.repairs.rules.promises import URGENT_WITHIN, settle, warn_at
from bonafix.repairs.rules.quotes import price_lines, total
from bonafix.repairs.rules.states import BY_VERB, ENDS, STATES, TRANSITIONS, OutOfOrder, step

NOW = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
PRICES = {"visit": ("上门费", 3000), "cylinder": ("锁芯", 12000)}


def test_every_state_that_is_not_an_end_has_an_owner_and_a_deadline() -> None:
    for name, state in STATES.items():
        if name in ENDS:
            assert state.deadline is None
        else:
            assert state.owner != "nobody", name
            assert state.deadline is not None, name


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {transition.after for transition in TRANSITIONS}
    left = {status for transition in TRANSITIONS for status in transition.before}
    assert reached == set(STATES)
    assert left == set(STATES) - ENDS


def test_every_step_has_a_row_in_the_table_of_rights() -> None:
    for transition in TRANSITIONS:
        assert TABLE[transition.permission], transition.verb


@given(st.sampled_from(sorted(BY_VERB)), st.sampled_from(sorted(STATES)))
def test_no_step_is_taken_out_of_order(verb: str, status: str) -> None:
    if status in BY_VERB[verb].before:
        assert step(verb, status).after in STATES
    else:
        with pytest.raises(OutOfOrder):
            step(verb, status)


def test_no_work_before_the_code_and_no_work_before_the_approval() -> None:
    assert BY_VERB["quote"].before == ("arrived", "quoted")
    assert BY_VERB["repair"].before == ("approved",)
    # By the customer on their own page, or with their signature on the technician's telephone.
    by_customer = {"approve", "approve_there"}
    assert {t.verb for t in TRANSITIONS if t.after == "approved"} == by_customer


@given(st.integers(0, 7200))
@example(1800)
@example(1801)
def test_a_promise_is_kept_up_to_its_very_second(seconds: int) -> None:
    verdict = settle(NOW + URGENT_WITHIN, NOW + timedelta(seconds=seconds))
    assert verdict.status == ("kept" if seconds <= 1800 else "broken")
    assert verdict.late_seconds == seconds - 1800


@given(st.integers(0, 600))
def test_the_warning_comes_before_the_promise_breaks(minutes: int) -> None:
    arrive_by = NOW + timedelta(minutes=minutes)
    assert NOW <= warn_at(arrive_by, NOW) <= max(arrive_by, NOW)


@given(
    st.integers(-5, 400),
    st.integers(0, 2_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
)
def test_no_guarantee_is_shorter_than_thirty_days(days: int, signed: datetime) -> None:
    held = term(signed, days)
    assert held.days >= FLOOR_DAYS
    assert (held.ends_on - held.starts_on).days + 1 == held.days
    assert held.starts_on == local(signed).date() + timedelta(days=1)


def test_a_quote_holds_only_what_is_on_the_public_list() -> None:
    lines = price_lines([("visit", 1), ("cylinder", 2)], PRICES)
    assert total(lines) == 27000
    for wrong in ([("gold", 1)], [("visit", 0)], [("visit", 100)], []):
        with pytest.raises(Invalid):
            price_lines(wrong, PRICES)


def test_a_quote_above_a_million_yuan_or_fifty_items_is_a_slip() -> None:
    dear = {"gold": ("金锁", 100_000_000)}
    assert total(price_lines([("gold", 1)], dear)) == 100_000_000
    with pytest.raises(Invalid, match="quote_too_high"):
        price_lines([("gold", 2)], dear)
    assert len(price_lines([("visit", 1)] * 50, PRICES)) == 50
    with pytest.raises(Invalid, match="quote_too_long"):
        price_lines([("visit", 1)] * 51, PRICES)

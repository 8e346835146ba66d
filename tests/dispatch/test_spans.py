"""Weekly hours become the spans of a roster, and what is there already is not put there twice."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.dispatch.errors import RosterSpan
from bonafix.dispatch.spans import joined, missing, spans_of
from bonafix.kit.clock import SHANGHAI

MONDAY = date(2026, 11, 23)
DAYS = [{"days": [0, 1, 2, 3, 4], "from": "08:00", "to": "20:00"}]
NIGHTS = [{"days": [6], "from": "22:00", "to": "06:00"}]
ALWAYS = [{"days": list(range(7)), "from": "00:00", "to": "24:00"}]

START = datetime(2026, 11, 23, tzinfo=SHANGHAI)
hours = st.integers(0, 100)
span = st.tuples(hours, st.integers(1, 30)).map(
    lambda pair: (START + timedelta(hours=pair[0]), START + timedelta(hours=pair[0] + pair[1]))
)
rosters = st.lists(span, max_size=8)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=SHANGHAI) + timedelta(hours=hour)


def test_working_days_are_filled_and_others_are_not() -> None:
    found = spans_of(DAYS, MONDAY, MONDAY + timedelta(days=6), MONDAY)
    assert found == [(at(23 + n, 8), at(23 + n, 20)) for n in range(5)]


def test_a_night_goes_on_into_the_next_day() -> None:
    assert spans_of(NIGHTS, MONDAY, MONDAY + timedelta(days=6), MONDAY) == [(at(29, 22), at(30, 6))]


def test_days_without_a_gap_are_one_span() -> None:
    assert spans_of(ALWAYS, MONDAY, MONDAY + timedelta(days=1), MONDAY) == [(at(23, 0), at(25, 0))]


@pytest.mark.parametrize(
    ("first", "last", "weekly"),
    [(-1, 3, DAYS), (3, 1, DAYS), (0, 92, DAYS), (500, 501, DAYS), (5, 6, DAYS), (0, 6, [])],
)
def test_what_cannot_be_filled_is_explained(first: int, last: int, weekly: list[Any]) -> None:
    with pytest.raises(RosterSpan) as caught:
        spans_of(weekly, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last), MONDAY)
    assert "92" in caught.value.sentence()


def covered(spans: list[tuple[datetime, datetime]]) -> set[datetime]:
    return {
        begin + timedelta(hours=n)
        for begin, end in spans
        for n in range(int((end - begin).total_seconds() // 3600))
    }


@given(rosters, rosters)
def test_what_is_missing_and_what_is_there_are_together_what_was_wanted(
    wanted: list[tuple[datetime, datetime]], there: list[tuple[datetime, datetime]]
) -> None:
    gaps = missing(wanted, there)
    assert covered(gaps) == covered(wanted) - covered(there)
    assert sum(int((e - b).total_seconds() // 3600) for b, e in gaps) == len(covered(gaps))
    assert missing(wanted, [*there, *gaps]) == []


@given(rosters)
def test_joined_spans_are_in_order_and_do_not_touch(
    spans: list[tuple[datetime, datetime]],
) -> None:
    whole = joined(spans)
    assert covered(whole) == covered(spans)
    assert all(one[1] < two[0] for one, two in pairwise(whole))

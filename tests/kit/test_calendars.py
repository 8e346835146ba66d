"""Calendars that deadlines are counted in."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.kit.calendars import (
    NaturalCalendar,
    NoCalendarYear,
    Overrides,
    TeamHours,
    WorkingDays,
    add,
    read_overrides,
)
from bonafix.kit.clock import SHANGHAI
from bonafix.kit.errors import Invalid

HOUR = timedelta(hours=1)
NAIVE = datetime(2026, 11, 24, 14, 20)  # noqa: DTZ001  the mistake under test
instants = st.datetimes(
    datetime(2005, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    datetime(2026, 6, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# Natural time


@given(instants, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_natural_time_never_stops(start: datetime, amount: timedelta) -> None:
    assert add(start, amount, NaturalCalendar()) - start == amount


# Working days. Arrangements of the State Council for 2026: Spring Festival 15 to 23 February,
# Saturdays 14 and 28 February worked; National Day 1 to 7 October, Sunday 20 September and
# Saturday 10 October worked.


@pytest.mark.parametrize(
    ("start", "days", "last_day"),
    [
        ("2026-11-24 14:20", 3, "2026-11-27"),
        ("2026-11-27 09:00", 1, "2026-11-30"),  # over an ordinary week-end
        ("2026-09-30 09:00", 1, "2026-10-08"),  # over the seven days of National Day
        ("2026-09-30 09:00", 3, "2026-10-10"),  # Saturday 10 October is worked
        ("2026-09-30 09:00", 4, "2026-10-12"),  # Sunday 11 October is not
        ("2026-02-13 18:00", 1, "2026-02-14"),  # Saturday worked for Spring Festival
        ("2026-02-14 18:00", 1, "2026-02-24"),  # over nine days of Spring Festival
        ("2026-02-27 18:00", 1, "2026-02-28"),
        ("2026-10-03 12:00", 1, "2026-10-08"),  # begun in the middle of the holidays
        ("2026-10-03 12:00", 0, "2026-10-08"),  # a last day that is a holiday gives way
        ("2026-11-24 00:00", 0, "2026-11-24"),
        ("2026-11-24 23:59", 1, "2026-11-25"),
    ],
)
def test_working_days_end_at_midnight_of_the_last_one(start: str, days: int, last_day: str) -> None:
    due = add(china(start), days, WorkingDays())
    assert due == china(last_day) + timedelta(days=1)
    assert due.tzinfo is UTC


def test_the_day_is_that_of_china_and_not_of_utc() -> None:
    late_in_utc = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # Tuesday 00:30 in China
    assert add(late_in_utc, 1, WorkingDays()) == china("2026-11-26")


@given(instants, st.integers(1, 30))
def test_exactly_so_many_working_days_lie_between(start: datetime, days: int) -> None:
    calendar = WorkingDays()
    due = add(start, days, calendar)
    first = start.astimezone(SHANGHAI).date() + timedelta(days=1)
    last = due.astimezone(SHANGHAI).date() - timedelta(days=1)
    between = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(calendar.works(day) for day in between) == days
    assert calendar.works(last)
    assert due > start


def test_a_year_without_data_is_refused_with_the_name_of_the_file() -> None:
    calendar = WorkingDays(Overrides(file="/srv/bonafix/calendar.json"))
    # The data installed here end with 2026; a newer release may know more.
    start = china("2099-12-30 09:00")
    with pytest.raises(NoCalendarYear) as caught:
        add(start, 1, calendar)
    assert (caught.value.status, caught.value.code) == (409, "no_calendar_year")
    assert "2099" in caught.value.sentence()
    assert "/srv/bonafix/calendar.json" in caught.value.sentence()
    with pytest.raises(NoCalendarYear):
        add(china("2003-12-01 09:00"), 1, calendar)


FIXED = ["2099-01-01", "2099-05-01", "2099-10-01"]


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "calendar.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_the_file_makes_a_year_known(tmp_path: Path) -> None:
    # 2099-10-01 is a Thursday, 2099-10-10 a Saturday.
    content = {"2099": {"holidays": [*FIXED, "2099-10-02"], "workdays": ["2099-10-10"]}}
    calendar = WorkingDays(read_overrides(written(tmp_path, content)))
    assert add(china("2099-09-30 09:00"), 1, calendar) == china("2099-10-06")
    assert calendar.works(date(2099, 10, 10)) and not calendar.works(date(2099, 10, 11))
    with pytest.raises(NoCalendarYear):
        calendar.works(date(2100, 1, 4))


def test_a_few_loose_days_do_not_pass_for_a_year(tmp_path: Path) -> None:
    content = {"2099": {"holidays": ["2099-01-01"], "workdays": []}}
    calendar = WorkingDays(read_overrides(written(tmp_path, content)))
    with pytest.raises(NoCalendarYear) as caught:
        calendar.works(date(2099, 1, 22))
    assert str(tmp_path / "calendar.json") in caught.value.sentence()


def test_single_days_of_a_known_year_can_be_corrected(tmp_path: Path) -> None:
    # Spring Festival 2020 was lengthened at short notice; such things happen.
    content = {"2026": {"holidays": ["2026-11-25"], "workdays": ["2026-11-28"]}}
    calendar = WorkingDays(read_overrides(written(tmp_path, content)))
    assert add(china("2026-11-24 09:00"), 1, calendar) == china("2026-11-27")
    assert add(china("2026-11-27 09:00"), 1, calendar) == china("2026-11-29")
    assert not calendar.works(date(2026, 10, 1))


def test_no_file_is_no_override(tmp_path: Path) -> None:
    overrides = read_overrides(tmp_path / "none.json")
    assert not overrides.days and overrides.file == str(tmp_path / "none.json")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "{",
        '{"2027": []}',
        '{"2027": {"holiday": []}}',
        '{"x": {}}',
        '{"2027": {"holidays": ["2027-02-30"]}}',
        '{"2027": {"holidays": ["2026-01-01"]}}',
        '{"2027": {"holidays": [5]}}',
        '{"2027": {"holidays": ["2027-01-01", "2027-01-01"]}}',
        '{"2027": {"holidays": ["2027-01-01"], "workdays": ["2027-01-01"]}}',
        '{"2027": {"holidays": 5}}',
        '{"0": {}}',
    ],
)
def test_a_bad_calendar_file_is_named_with_an_example(tmp_path: Path, content: str) -> None:
    path = tmp_path / "calendar.json"
    path.write_text(content, "utf-8")
    with pytest.raises(Invalid) as caught:
        read_overrides(path)
    assert caught.value.code == "calendar_file_unreadable"
    assert str(path) in caught.value.sentence() and '"holidays"' in caught.value.sentence()


# A team's hours


OFFICE = TeamHours(
    {day: [(time(9), time(12)), (time(13, 30), time(18))] for day in range(5)}
    | {5: [(time(10), time(0))]}
)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-11-24 09:00", HOUR, "2026-11-24 10:00"),
        ("2026-11-24 11:30", HOUR, "2026-11-24 14:00"),  # over lunch
        ("2026-11-24 11:00", HOUR, "2026-11-24 12:00"),  # due at the end, not after lunch
        ("2026-11-24 17:30", HOUR, "2026-11-25 09:30"),  # over night
        ("2026-11-24 03:00", HOUR, "2026-11-24 10:00"),
        ("2026-11-27 17:00", 2 * HOUR, "2026-11-28 11:00"),  # Friday into Saturday
        ("2026-11-28 23:00", HOUR, "2026-11-29 00:00"),  # until midnight
        ("2026-11-29 12:00", HOUR, "2026-11-30 10:00"),  # Sunday nobody is there
        ("2026-11-29 12:00", timedelta(0), "2026-11-29 12:00"),
        ("2026-11-24 09:00", 52.5 * HOUR, "2026-12-01 10:00"),  # a week of 51.5 hours, and one
    ],
)
def test_a_teams_clock_runs_only_while_it_works(start: str, amount: timedelta, due: str) -> None:
    assert add(china(start), amount, OFFICE) == china(due)


spans = (
    st.lists(st.integers(0, 96), min_size=0, max_size=6, unique=True)
    .map(sorted)
    .map(lambda marks: list(zip(marks[::2], marks[1::2], strict=False)))
)
weeks = st.dictionaries(st.integers(0, 6), spans, min_size=1).filter(lambda w: any(w.values()))


def quarter(mark: int) -> time:
    return time(mark * 15 // 60 % 24, mark * 15 % 60)


@given(weeks, st.integers(0, 7 * 96), st.integers(0, 300))
@example({0: [(0, 96)]}, 95, 2)
@example({6: [(95, 96)]}, 0, 3)
def test_a_teams_clock_agrees_with_counting_every_quarter_of_an_hour(
    week: dict[int, list[tuple[int, int]]], begin: int, quarters: int
) -> None:
    calendar = TeamHours(
        {day: [(quarter(a), quarter(b)) for a, b in marks] for day, marks in week.items()}
    )
    monday, step = china("2026-11-23"), timedelta(minutes=15)
    at, left = begin, quarters
    while left:
        day, mark = divmod(at, 96)
        left -= any(a <= mark < b for a, b in week.get(day % 7, []))
        at += 1
    assert add(monday + begin * step, quarters * step, calendar) == monday + at * step


@pytest.mark.parametrize(
    "weekly",
    [
        {},
        {0: []},
        {7: [(time(9), time(10))]},
        {0: [(time(10), time(9))]},
        {0: [(time(22), time(6))]},
        {0: [(time(9), time(12)), (time(11), time(13))]},
        {0: [(time(9), time(9))]},
        {0: [(time(9, tzinfo=UTC), time(10))]},
        {0: [(time(13), time(14)), (time(9), time(10))]},
        {0: [(time(9), time(0)), (time(10), time(11))]},
    ],
)
def test_hours_that_make_no_sense_are_refused(weekly: dict[int, list[tuple[time, time]]]) -> None:
    with pytest.raises(ValueError, match=r"hours|weekday"):
        TeamHours(weekly)


# All of them


def test_a_naive_start_is_refused() -> None:
    start = NAIVE
    with pytest.raises(ValueError, match="naive"):
        add(start, HOUR, NaturalCalendar())
    with pytest.raises(ValueError, match="naive"):
        add(start, 1, WorkingDays())
    with pytest.raises(ValueError, match="naive"):
        add(start, HOUR, OFFICE)


def test_a_negative_amount_is_refused() -> None:
    start = NAIVE.replace(tzinfo=UTC)
    with pytest.raises(ValueError, match="negative"):
        add(start, -HOUR, NaturalCalendar())
    with pytest.raises(ValueError, match="negative"):
        add(start, -1, WorkingDays())
    with pytest.raises(ValueError, match="negative"):
        add(start, -HOUR, OFFICE)

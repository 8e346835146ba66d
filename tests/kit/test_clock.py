"""Instants."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit import clock
from bonafix.kit.errors import Invalid

NAIVE = datetime(2026, 11, 24, 14, 20)  # noqa: DTZ001  the mistake under test


def test_an_offset_is_understood() -> None:
    at = clock.parse_instant("2026-11-24T14:20:00+08:00")
    assert at == datetime(2026, 11, 24, 6, 20, tzinfo=UTC) and at.tzinfo is UTC
    assert clock.parse_instant("2026-11-24t06:20:00.5z").microsecond == 500_000


@pytest.mark.parametrize("text", ["2026-11-24T14:20:00", "2026-11-24 14:20:00.123"])
def test_naive_times_are_refused_and_told_what_is_missing(text: str) -> None:
    with pytest.raises(clock.NaiveInstant) as caught:
        clock.parse_instant(text)
    assert caught.value.status == 422
    assert text in caught.value.sentence() and "+08:00" in caught.value.sentence()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-24",
        "20261124T142000+0800",
        "2026-W48-2T14:20:00+08:00",
        "2026-02-30T00:00:00Z",
        "2026-11-24T24:00:00Z",
        "2026-11-24T14:20+08:00",
        "2026-11-24T14:20:00+25:00",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "２０２６-11-24T14:20:00+08:00",
        "2026-11-24T14:20:00Z\n",
        "2026-11-24T14:20:00Z\x00",
    ],
)
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        clock.parse_instant(text)
    assert caught.value.code == "not_an_instant"
    assert "2026-11-24T14:20:00+08:00" in caught.value.sentence()


def test_a_long_answer_is_not_repeated_in_full() -> None:
    with pytest.raises(Invalid) as caught:
        clock.parse_instant("x" * 1_000_000)
    assert len(caught.value.sentence()) < 200


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=zones))  # noqa: DTZ001
def test_what_is_written_is_read_back_to_the_microsecond(at: datetime) -> None:
    text = clock.format_instant(at)
    assert len(text) == len("2026-11-24T06:20:00.000000Z") and text.endswith("Z")
    assert clock.parse_instant(text) == at
    assert clock.parse_instant(at.isoformat()) == at


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(Invalid):
        clock.parse_instant(text)


def test_naive_times_are_never_written_or_shown() -> None:
    for use in (clock.format_instant, clock.local, clock.aware):
        with pytest.raises(ValueError, match="naive"):
            use(NAIVE)


def test_local_is_china() -> None:
    assert clock.local(datetime(2026, 11, 24, 16, 30, tzinfo=UTC)).isoformat() == (
        "2026-11-25T00:30:00+08:00"
    )


def test_now_is_aware_and_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)

"""Times and lengths are said exactly, in both languages, on the clock of China."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from bonafix.web.look import words

# Monday 2026-11-23, 14:20 in China.
NOW = datetime(2026, 11, 23, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "chinese", "english"),
    [
        (timedelta(), "今天 14:20", "14:20 today"),
        (timedelta(hours=10), "明天 00:20", "00:20 tomorrow"),
        (timedelta(hours=-15), "昨天 23:20", "23:20 yesterday"),
        (timedelta(days=4), "11月27日 周五 14:20", "Fri 27 Nov, 14:20"),
        (timedelta(days=60), "2027年1月22日 周五 14:20", "Fri 22 Jan 2027, 14:20"),
    ],
)
def test_near_times_name_the_day_as_people_do(after: timedelta, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert words.near(NOW + after, NOW) == chinese
    with translation.override("en"):
        assert words.near(NOW + after, NOW) == english


def test_a_full_moment_is_written_as_in_the_house_style() -> None:
    with translation.override("zh-hans"):
        assert words.moment(NOW) == "2026年11月23日 周一 14:20"
        assert words.full_day(NOW) == "2026年11月23日 周一"
    with translation.override("en"):
        assert words.moment(NOW) == "Mon 23 Nov 2026, 14:20"


def test_a_deadline_says_whether_it_has_passed() -> None:
    with translation.override("zh-hans"):
        assert words.by(NOW, NOW) == "今天 14:20 前"
        assert words.by(NOW - timedelta(minutes=1), NOW) == "原定今天 14:19 前"


def test_distances_and_lengths_never_say_zero_of_something() -> None:
    with translation.override("en"):
        assert words.distance(NOW + timedelta(seconds=3), NOW) == "in 1 minute"
        assert words.distance(NOW - timedelta(hours=2, minutes=5), NOW) == "2 hours ago"
        assert words.distance(NOW + timedelta(days=3), NOW) == "in 3 days"
        assert words.duration(90) == "1 hour 30 minutes"
        assert words.duration(timedelta(hours=2)) == "2 hours"
        assert words.duration(0) == "0 minutes"
    with translation.override("zh-hans"):
        assert words.distance(NOW + timedelta(minutes=25), NOW) == "25分钟后"
        assert words.duration(90) == "1 小时 30 分钟"


def test_a_window_shows_its_day_once_when_it_stays_within_it() -> None:
    with translation.override("zh-hans"):
        assert words.window(NOW, NOW + timedelta(hours=2), NOW) == "今天 14:20–16:20"
        across = words.window(NOW, NOW + timedelta(hours=12), NOW)
    assert across == "今天 14:20 – 明天 02:20"

"""What notices say: every kind, both languages, never a hole."""

import re
from datetime import date
from itertools import chain, combinations

import pytest
from django.utils import translation

from bonafix.notices.filling import full_day, window
from bonafix.notices.texts import KINDS, places_of, say

FULL = {
    "number": "RK7M-2HXA",
    "technician": "王师傅",
    "window": "11月24日 14:20 至 14:50",
    "link": "https://lock.test/t/abc/",
    "code": "4071",
    "sum": "¥120.00",
    "until": "2027年2月22日",
    "answer_by": "14:20",
    "inbox": "https://lock.test/staff/offers/",
}
NEEDED = {
    "report_received", "accepted", "arranged", "on_the_way", "arrived_code", "quote_ready",
    "repaired", "signed_off", "guarantee", "rescheduled", "cancelled", "waiting_coverage",
    "promise_at_risk", "one_time_code",
}  # fmt: skip
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_needed_kind_is_there() -> None:
    assert KINDS.keys() >= NEEDED


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_whatever_is_missing_no_text_has_a_hole(kind: str) -> None:
    places = sorted(places_of(kind) - {"number"})
    for known in chain.from_iterable(combinations(places, n) for n in range(len(places) + 1)):
        for language in ("zh-hans", "en"):
            values = {"number": FULL["number"], **{place: FULL[place] for place in known}}
            said = say(kind, language, values)
            assert "%" not in said.subject + said.text
            assert "None" not in said.text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_speaks_both_languages_and_says_all_it_knows(kind: str) -> None:
    chinese, english = say(kind, "zh-hans", FULL), say(kind, "en", FULL)
    assert CHINESE.search(chinese.text)
    assert CHINESE.search(chinese.subject)
    plain = english.text.replace("王师傅", "").replace(FULL["window"], "")
    assert not CHINESE.search(plain.replace(FULL["until"], ""))
    for place in places_of(kind) - ({"number"} if kind == "one_time_code" else set()):
        assert FULL[place] in chinese.text
        assert FULL[place] in english.text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_chinese_texts_fit_into_few_short_messages(kind: str) -> None:
    """A part of a long Chinese SMS holds 67 characters; three parts are the most we send."""
    assert len(say(kind, "zh-hans", FULL).text) <= 3 * 67


def test_nobody_accuses_or_shouts() -> None:
    for kind in KINDS:
        for language in ("zh-hans", "en"):
            assert not set("!！") & set(say(kind, language, FULL).text)


def test_times_are_on_a_clock_in_china() -> None:
    start, end = "2026-11-24T06:20:00.000000Z", "2026-11-24T16:50:00.000000Z"
    with translation.override("zh-hans"):
        assert window(start, "2026-11-24T06:50:00.000000Z") == "11月24日 14:20 至 14:50"
        assert window(start, end) == "11月24日 14:20 至 11月25日 00:50"
        assert window(start, None) == ""
        assert full_day(date(2027, 2, 22)) == "2027年2月22日"

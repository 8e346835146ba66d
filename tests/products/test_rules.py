"""Coverage, standby, prices and hotlines, decided without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.kit.clock import SHANGHAI
from bonafix.products.errors import BadStandby, NotAHotline, PriceInPast
from bonafix.products.rules import (
    Line,
    Reach,
    check_weekly,
    holds,
    hotline_visible,
    list_at,
    make_room,
    parse_hotline,
    price_at,
    served_areas,
    show_hotline,
    standby_at,
    who_serves,
)
from bonafix.products.rules.prices import Price, Span

NOW = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLACE = "532801101"
ABOVE = ["53", "5328", "532801", PLACE]
BESIDE = ["52", "5329", "532802", "532801102", "53280110"]
PARTIES = [UUID(int=n) for n in range(4)]
BRAND = PARTIES[3]
ALWAYS = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}]


def reaches(codes: list[str], **more: object) -> st.SearchStrategy[list[Reach]]:
    one = st.builds(
        lambda party, code, exclude, urgent: Reach(
            party,
            code,
            NOW - HOUR,
            exclude=exclude,
            urgent=urgent,
            standby=ALWAYS,
            by_brand=party == BRAND,
        ),
        st.sampled_from(PARTIES),
        st.sampled_from(codes),
        st.booleans(),
        st.booleans(),
    )
    return st.lists(one, max_size=12)


@given(reaches(ABOVE + BESIDE), st.data(), st.sampled_from(PARTIES[:3]), st.sampled_from(ABOVE))
def test_an_exclusion_wins_whatever_the_order_and_the_level(
    rows: list[Reach], data: st.DataObject, party: UUID, code: str
) -> None:
    rows = [*rows, Reach(party, code, NOW - HOUR, exclude=True)]
    rows = data.draw(st.permutations(rows))
    assert party not in {s.party_id for s in who_serves(PLACE, rows, NOW)}


@given(reaches(ABOVE), st.data(), st.sampled_from(ABOVE))
def test_an_exclusion_by_the_brand_closes_the_place_for_all_its_outlets(
    rows: list[Reach], data: st.DataObject, code: str
) -> None:
    rows = [*rows, Reach(BRAND, code, NOW - HOUR, exclude=True, by_brand=True)]
    assert who_serves(PLACE, data.draw(st.permutations(rows)), NOW) == []


@given(reaches(ABOVE + BESIDE), st.sampled_from(ABOVE))
def test_children_inherit_from_every_level_above(rows: list[Reach], code: str) -> None:
    stranger = UUID(int=99)
    rows = [row for row in rows if not (row.exclude and row.by_brand)]
    found = who_serves(PLACE, [*rows, Reach(stranger, code, NOW - HOUR)], NOW)
    assert [s.by for s in found if s.party_id == stranger] == [code]


@given(st.sampled_from(BESIDE), st.booleans())
def test_what_lies_beside_or_below_says_nothing_about_the_place(code: str, exclude: bool) -> None:
    here = Reach(PARTIES[0], "532801", NOW - HOUR)
    beside = Reach(PARTIES[0], code, NOW - HOUR, exclude=exclude)
    assert [s.by for s in who_serves(PLACE, [here, beside], NOW)] == ["532801"]
    below = Reach(PARTIES[0], PLACE, NOW - HOUR, exclude=True)
    assert [s.by for s in who_serves("532801", [here, below], NOW)] == ["532801"]


@given(reaches(ABOVE + BESIDE), st.data(), st.booleans())
def test_the_order_of_rows_changes_nothing(
    rows: list[Reach], data: st.DataObject, urgent: bool
) -> None:
    shuffled = data.draw(st.permutations(rows))
    assert who_serves(PLACE, rows, NOW, urgent) == who_serves(PLACE, shuffled, NOW, urgent)


@pytest.mark.parametrize(
    ("since", "until", "serves"),
    [
        (NOW, None, True),
        (NOW + timedelta(microseconds=1), None, False),
        (NOW - HOUR, NOW, False),
        (NOW - HOUR, NOW + timedelta(microseconds=1), True),
    ],
)
def test_a_declaration_counts_between_its_dates_only(
    since: datetime, until: datetime | None, serves: bool
) -> None:
    rows = [Reach(PARTIES[0], "53", since, until)]
    assert bool(who_serves(PLACE, rows, NOW)) is serves
    closing = Reach(PARTIES[1], "53", since, until, exclude=True)
    opened = Reach(PARTIES[1], "53", NOW - HOUR)
    assert bool(who_serves(PLACE, [opened, closing], NOW)) is not serves


def test_the_nearest_declaration_says_when_somebody_stands_by() -> None:
    wide = Reach(PARTIES[0], "53", NOW - HOUR, urgent=True, standby=ALWAYS)
    near = Reach(PARTIES[0], "532801", NOW - HOUR, urgent=False)
    assert who_serves(PLACE, [wide, near], NOW, True)[0].reason == "urgent_not_offered"
    assert who_serves("5329", [wide, near], NOW, True)[0].reason == "standby_now"
    sleeping = Reach(
        PARTIES[1],
        "532801",
        NOW - HOUR,
        urgent=True,
        standby=[{"days": [1], "from": "00:00", "to": "06:00"}],
    )
    found = who_serves(PLACE, [sleeping, wide], NOW, True)
    assert [(s.party_id, s.standby_now, s.reason) for s in found] == [
        (PARTIES[0], True, "standby_now"),
        (PARTIES[1], False, "outside_standby_hours"),
    ]


# 2026-11-22 is a Sunday.
@pytest.mark.parametrize(
    ("line", "at", "ready"),
    [
        (([0], "08:00", "18:00"), "2026-11-23T07:59:59", False),
        (([0], "08:00", "18:00"), "2026-11-23T08:00:00", True),
        (([0], "08:00", "18:00"), "2026-11-23T17:59:59", True),
        (([0], "08:00", "18:00"), "2026-11-23T18:00:00", False),
        (([0], "20:00", "24:00"), "2026-11-23T23:59:59", True),
        (([0], "20:00", "24:00"), "2026-11-24T00:00:00", False),
        (([0], "22:00", "02:00"), "2026-11-24T01:59:59", True),
        (([0], "22:00", "02:00"), "2026-11-24T02:00:00", False),
        (([0], "22:00", "02:00"), "2026-11-23T01:00:00", False),
        (([6], "22:00", "02:00"), "2026-11-23T01:59:59", True),
        (([6], "22:00", "02:00"), "2026-11-22T01:00:00", False),
        (([6], "20:00", "24:00"), "2026-11-23T00:00:00", False),
        (([2], "09:00", "09:00"), "2026-11-26T08:59:59", True),
        (([2], "09:00", "00:00"), "2026-11-25T23:59:59", True),
    ],
)
def test_standby_hours_run_on_the_clock_of_china_and_over_midnight(
    line: tuple[list[int], str, str], at: str, ready: bool
) -> None:
    weekly = [{"days": line[0], "from": line[1], "to": line[2]}]
    here = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    assert standby_at(weekly, here) is ready
    assert standby_at(weekly, here.astimezone(UTC)) is ready


CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


@given(st.lists(st.integers(0, 6), min_size=1), CLOCKS, CLOCKS, st.integers(0, 7 * 24 * 60 - 1))
@example([6], "23:59", "00:00", 7 * 24 * 60 - 1)
def test_a_span_holds_for_exactly_its_length(
    days: list[int], start: str, end: str, minute: int
) -> None:
    weekly = check_weekly([{"days": days, "from": start, "to": end}])
    at = datetime(2026, 11, 23, tzinfo=SHANGHAI) + timedelta(minutes=minute)
    first, last = (int(c[:2]) * 60 + int(c[3:]) for c in (start, end))
    length = (last - first - 1) % (24 * 60) + 1
    hit = any((minute - (day * 24 * 60 + first)) % (7 * 24 * 60) < length for day in days)
    assert standby_at(weekly, at) is hit


@pytest.mark.parametrize(
    "weekly",
    [
        "always",
        [[]],
        [{}],
        [{"days": [], "from": "08:00", "to": "09:00"}],
        [{"days": [7], "from": "08:00", "to": "09:00"}],
        [{"days": [True], "from": "08:00", "to": "09:00"}],
        [{"days": ["1"], "from": "08:00", "to": "09:00"}],
        [{"days": [1], "from": "8:00", "to": "09:00"}],
        [{"days": [1], "from": "24:00", "to": "09:00"}],
        [{"days": [1], "from": "08:00", "to": "24:01"}],
        [{"days": [1], "from": "08:00", "to": "０９:00"}],
        [{"days": [1], "from": 8, "to": "09:00"}],
        [{"days": [1], "from": "08:00", "to": "09:00", "note": "x"}],
    ],
)
def test_hours_that_cannot_be_read_are_refused_with_a_sentence(weekly: object) -> None:
    with pytest.raises(BadStandby) as caught:
        check_weekly(weekly)
    assert "08:00" in caught.value.sentence()


def price(start: datetime, end: datetime | None, fen: int = 100) -> Price:
    return Price("visit", "上门检测", "Visit", fen, "次", start, end)


def test_a_price_holds_from_its_first_instant_until_just_before_its_last() -> None:
    rows = [price(NOW, NOW + HOUR, 100), price(NOW + HOUR, None, 200)]
    tick = timedelta(microseconds=1)
    assert price_at(rows, "visit", NOW - tick) is None
    assert price_at(rows, "visit", NOW) == rows[0]
    assert price_at(rows, "visit", NOW + HOUR - tick) == rows[0]
    assert price_at(rows, "visit", NOW + HOUR) == rows[1]
    assert price_at(rows, "labour", NOW) is None
    assert list_at(rows, NOW + HOUR) == {"visit": rows[1]}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=12))
def test_there_is_one_price_at_every_instant_however_often_it_is_set(
    changes: list[tuple[int, int]],
) -> None:
    spans: list[Span] = []
    said: dict[int, int] = {}
    for number, (hour, ahead) in enumerate(sorted(changes, key=lambda c: c[0])):
        start = NOW + (hour + ahead) * HOUR
        cut, new = make_room(spans, start, NOW + hour * HOUR)
        if cut is not None:
            spans[cut] = (spans[cut][0], start)
        spans.append(new)
        said[hour + ahead] = number
    for hour in range(45):
        at = NOW + hour * HOUR
        holding = [i for i, span in enumerate(spans) if holds(span, at)]
        begun = [start for start in said if start <= hour]
        assert holding == ([said[max(begun)]] if begun else [])


def test_what_was_public_is_never_rewritten() -> None:
    with pytest.raises(PriceInPast):
        make_room([], NOW - timedelta(microseconds=1), NOW)


INSTANTS = st.integers(-50, 50).map(lambda n: NOW + n * HOUR)


@given(
    st.sampled_from(["claimed", "authorised", "withdrawn"]),
    st.booleans(),
    st.none() | INSTANTS,
    st.none() | INSTANTS,
    st.booleans(),
)
@example("authorised", True, NOW, NOW, False)
@example("authorised", True, NOW - HOUR, NOW, False)
@example("authorised", True, NOW, NOW + HOUR, False)
def test_a_hotline_without_paper_or_outside_its_dates_never_shows(
    status: str, paper: bool, start: datetime | None, end: datetime | None, disputed: bool
) -> None:
    shown = hotline_visible(Line(status, paper, start, end), NOW, disputed)
    proven = (
        status == "authorised"
        and paper
        and start is not None
        and end is not None
        and start <= NOW < end
    )
    if not proven:
        assert shown == "hidden"
    else:
        assert shown == ("disputed" if disputed else "official")


@pytest.mark.parametrize(
    ("text", "stored", "read"),
    [
        ("400-000-0000", "+864000000000", "400-000-0000"),
        ("４００ ０００ ００００", "+864000000000", "400-000-0000"),
        ("+86 400 000 0000", "+864000000000", "400-000-0000"),
        ("0871-63110000", "+8687163110000", "0871-6311-0000"),
        ("95598", "95598", "95598"),
        ("95-598", "95598", "95598"),
    ],
)
def test_a_number_is_one_number_however_it_is_written(text: str, stored: str, read: str) -> None:
    assert parse_hotline(text) == stored
    assert show_hotline(stored) == read


@pytest.mark.parametrize(
    "text", ["", "13812345678", "hotline", "4000000", "95", "955981234", "\x00"]
)
def test_a_private_mobile_or_nonsense_is_no_hotline(text: str) -> None:
    with pytest.raises(NotAHotline):
        parse_hotline(text)


def test_the_areas_say_who_stands_by_and_what_is_left_out() -> None:
    rows = [
        Reach(PARTIES[0], "5328", NOW - HOUR, urgent=True, standby=ALWAYS),
        Reach(PARTIES[0], "532822", NOW - HOUR, exclude=True),
        Reach(PARTIES[1], "532822101", NOW - HOUR),
        Reach(PARTIES[0], "532801", NOW - HOUR),
        Reach(PARTIES[2], "532823", NOW - HOUR, NOW, exclude=True),
    ]
    areas = {area.code: area for area in served_areas(rows, NOW)}
    assert sorted(areas) == ["5328", "532801", "532822101"]
    assert areas["5328"].without == ("532822",)
    assert areas["5328"].standby == (((0, 1, 2, 3, 4, 5, 6), "00:00", "24:00"),)
    assert (areas["532801"].urgent, areas["532801"].standby) == (False, ())


@given(reaches(ABOVE + BESIDE[:4]))
def test_the_page_lists_an_area_exactly_when_a_report_from_there_is_served(
    rows: list[Reach],
) -> None:
    declared = {row.division_code for row in rows if not row.exclude}
    served = {code for code in declared if who_serves(code, rows, NOW)}
    assert {area.code for area in served_areas(rows, NOW)} == served

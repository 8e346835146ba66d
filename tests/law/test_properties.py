"""What holds for all stated facts, not only for the worked cases."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bonafix.law import Act, Facts, Grade, grade
from bonafix.law.dates import add_months, add_years
from bonafix.law.losses import window
from bonafix.law.model import LEVELS

DAYS = st.dates(date(2012, 1, 1), date(2028, 12, 31))
REGIONS = st.sampled_from([None, "11", "31", "3101", "32", "33", "44", "4401", "4402", "50", "53"])
AMOUNTS = st.integers(0, 60_000_000) | st.sampled_from([299_999, 300_000, 1_000_000, 50_000_000])
acts = st.builds(
    Act,
    id=st.uuids().map(str),
    acted=DAYS,
    goods=AMOUNTS,
    region=REGIONS,
    treatment=st.sampled_from([None, "open", "open", "punished", "settled"]),
    treated_on=st.none() | DAYS,
)
lists = st.lists(acts, min_size=1, max_size=6, unique_by=lambda a: a.id)
RANK = {None: 0, **{name: place for place, name in enumerate(LEVELS, start=1)}}


def reached(found: Grade) -> dict[tuple[str, str, tuple[str, ...]], tuple[int, int, int]]:
    """Place and figure → (loss, tier reached, highest tier possible)."""
    return {
        (t.kind, t.figures.id, t.regions): (
            t.loss,
            RANK[t.level],
            max(RANK[t.level], RANK[t.possible]),
        )
        for t in (*found.tracks, *found.not_reached)
        if t.figures
    }


@settings(deadline=None)
@given(lists, DAYS, st.integers(0, 5), st.integers(1, 10**8))
def test_a_larger_loss_never_lowers_a_tier_and_never_takes_a_track_away(
    claims: list[Act], as_of: date, which: int, more: int
) -> None:
    larger = list(claims)
    index = which % len(claims)
    larger[index] = replace(claims[index], goods=claims[index].goods + more)
    before, after = grade(Facts(tuple(claims)), as_of), grade(Facts(tuple(larger)), as_of)
    assert after.loss >= before.loss
    now = {k[:2]: v for k, v in reached(after).items()}
    for (kind, figure, regions), was in reached(before).items():
        same = [v for k, v in reached(after).items() if k[:2] == (kind, figure)
                and set(regions) <= set(k[2])]  # fmt: skip
        assert any(all(a >= b for a, b in zip(is_, was, strict=True)) for is_ in same), now
    assert {t.rule.id for t in before.tracks} <= {t.rule.id for t in after.tracks}


@settings(deadline=None)
@given(lists.flatmap(lambda x: st.tuples(st.just(x), st.permutations(x))), DAYS)
def test_the_order_of_the_claims_does_not_matter(
    pair: tuple[list[Act], list[Act]], as_of: date
) -> None:
    one, other = (grade(Facts(tuple(claims)), as_of) for claims in pair)
    assert replace(one, facts=Facts(())) == replace(other, facts=Facts(()))


@settings(deadline=None)
@given(lists, acts, DAYS, st.sampled_from(["punished", "settled"]))
def test_settled_and_punished_claims_never_count(
    claims: list[Act], extra: Act, as_of: date, how: str
) -> None:
    assume(extra.id not in {a.id for a in claims})
    done = replace(extra, treatment=how, treated_on=None)
    without, with_it = grade(Facts(tuple(claims)), as_of), grade(Facts((*claims, done)), as_of)
    assert (without.loss, without.tracks, without.not_reached, without.unstated) == (
        with_it.loss,
        with_it.tracks,
        with_it.not_reached,
        with_it.unstated,
    )
    assert done.id in {left.act for left in with_it.left_out}


@settings(deadline=None)
@given(lists, acts, DAYS)
def test_what_comes_after_the_day_asked_changes_nothing(
    claims: list[Act], extra: Act, as_of: date
) -> None:
    assume(extra.id not in {a.id for a in claims} and extra.acted > as_of)
    without, with_it = grade(Facts(tuple(claims)), as_of), grade(Facts((*claims, extra)), as_of)
    assert (without.loss, without.tracks) == (with_it.loss, with_it.tracks)


@settings(deadline=None)
@given(lists, DAYS)
def test_every_rule_shown_was_in_force_at_an_act_or_at_the_decision(
    claims: list[Act], as_of: date
) -> None:
    found = grade(Facts(tuple(claims)), as_of)
    days = [a.acted for a in found.counted] + [as_of]
    for track in found.tracks:
        for rule in (track.rule, track.figures):
            assert rule is None or any(rule.in_force(day) for day in days)


@settings(deadline=None)
@given(lists, DAYS)
def test_every_counted_claim_with_a_loss_leads_to_an_administrative_article(
    claims: list[Act], as_of: date
) -> None:
    found = grade(Facts(tuple(claims)), as_of)
    counted = {a.id for a in found.counted if a.loss}
    shown = {one for t in found.tracks if t.kind == "administrative" for one in t.acts}
    assert shown == counted
    left = {one.act for one in found.left_out}
    assert left | {a.id for a in found.counted} == {a.id for a in claims}


@settings(deadline=None)
@given(lists, st.integers(1, 3))
def test_no_span_of_the_length_has_a_larger_sum(claims: list[Act], years: int) -> None:
    ordered = sorted(claims, key=lambda a: a.key)
    best = sum(a.loss for a in window(ordered, years))
    for first in ordered:
        last = add_years(first.acted, years)
        assert best >= sum(a.loss for a in ordered if first.acted <= a.acted <= last)


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(0, 240))
@example(date(2024, 2, 29), 12)
@example(date(2026, 8, 31), 6)
def test_a_period_ends_on_the_same_number_or_on_the_months_last_day(day: date, months: int) -> None:
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and add_months(end, 0).day >= 28)


def test_a_period_beyond_the_calendar_ends_with_the_calendar() -> None:
    assert add_years(date(9999, 1, 1), 5) == date.max

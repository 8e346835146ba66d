"""Whether reviewers agree: by chance, blindly, and without touching what was decided."""

import math
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bonafix.claims.actions.resampling import (
    blind_one,
    draw_sample,
    pairs,
    reassess,
    waiting_for,
)
from bonafix.claims.actions.reviewing import Verdict
from bonafix.claims.models import Reassessment
from bonafix.claims.rules.agreement import LEAST, agreement, draw, share
from bonafix.claims.rules.people import ConflictOfInterest
from bonafix.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.support.claims import REASONS, ClaimWorld, lead_claim

# The machine may be busy with other things.
STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
OUTCOME = st.sampled_from(["grant", "refuse"])


def table(both: int, first: int, second: int, neither: int) -> list[tuple[str, str]]:
    return (
        [("grant", "grant")] * both
        + [("grant", "refuse")] * first
        + [("refuse", "grant")] * second
        + [("refuse", "refuse")] * neither
    )


def test_kappa_is_that_of_the_textbook() -> None:
    # 20, 5, 10, 15: observed .70, by chance .50, kappa .40 (the usual worked example).
    found = agreement(table(20, 5, 10, 15))
    assert found.kappa is not None
    assert math.isclose(found.kappa, 0.4, abs_tol=1e-9)
    assert found.share == 0.7
    assert found.low is not None
    assert found.high is not None
    assert math.isclose(found.low, 0.1511, abs_tol=2e-3)
    assert math.isclose(found.high, 0.6489, abs_tol=2e-3)


@STEADY
@given(st.lists(st.tuples(OUTCOME, OUTCOME), max_size=60))
@example([])
@example([("grant", "grant")] * 12)
@example(table(1, 0, 0, LEAST - 2))
@example(table(1, 0, 0, LEAST - 1))
def test_agreement_is_never_told_for_less_than_it_is(rows: list[tuple[str, str]]) -> None:
    found = agreement(rows)
    assert found.n == len(rows)
    assert (found.share is None) == (not rows)
    if found.kappa is not None:
        assert -1 - 1e-9 <= found.kappa <= 1 + 1e-9
    if found.low is not None:
        assert found.n >= LEAST
        assert found.high is not None
        assert found.kappa is not None
        assert -1 <= found.low <= found.kappa + 1e-9
        assert found.kappa - 1e-9 <= found.high <= 1
    turned = agreement([(b, a) for a, b in rows]).kappa
    assert (turned is None) == (found.kappa is None)
    if turned is not None and found.kappa is not None:
        assert math.isclose(turned, found.kappa, abs_tol=1e-9)


@STEADY
@given(st.integers(0, 300), st.integers(0, 300))
@example(0, 0)
def test_a_share_lies_within_its_interval(hits: int, more: int) -> None:
    found = share(hits, hits + more)
    if hits + more == 0:
        assert found is None
        return
    assert found is not None
    p, low, high = found
    assert 0 <= low <= p + 1e-9
    assert p - 1e-9 <= high <= 1


@STEADY
@given(st.sets(st.text(min_size=1), max_size=30), st.integers(0, 40), st.integers(0, 2**31))
def test_the_same_seed_draws_the_same(ids: set[str], size: int, seed: int) -> None:
    drawn = draw(ids, size, seed)
    assert drawn == draw(sorted(ids, reverse=True), size, seed)
    assert len(set(drawn)) == min(size, len(ids))
    assert set(drawn) <= ids


def test_a_decision_is_drawn_once_and_by_a_manager_only(world: ClaimWorld) -> None:
    lead_claim(world, "refused")
    lead_claim(world, "paid")  # the merchant accepted: nobody reviewed it
    for actor in (world.reviewers[0], world.merchant, world.system):
        with pytest.raises(NotAllowed):
            draw_sample(actor, world.now, 5, 1)
    manager = world.staff("manager")
    for size in (0, 51):
        with pytest.raises(Invalid):
            draw_sample(manager, world.now, size, 1)
    assert not Reassessment.objects.exists()
    (row,) = draw_sample(manager, world.now, 5, 7)
    assert (row.seed, row.drawn_by) == (7, manager.label())
    assert row.due_at > world.now + timedelta(days=9)
    assert draw_sample(manager, world.now, 5, 8) == []


def test_somebody_without_a_part_looks_again_and_the_claim_stays_as_it_is(
    world: ClaimWorld,
) -> None:
    case = lead_claim(world, "refused")
    (row,) = draw_sample(world.staff("manager"), world.now, 5, 1)
    assert waiting_for(world.reviewers[0]) == []
    assert [one.id for one in waiting_for(world.reviewers[1])] == [row.id]
    verdict = Verdict("grant", 9900, REASONS)
    with pytest.raises(ConflictOfInterest):
        reassess(world.reviewers[0], world.now, row.id, verdict)
    with pytest.raises(NotFound):
        blind_one(world.reviewers[1], case.id)
    for wrong in (Verdict("grant", 9901, REASONS), Verdict("grant", 0, REASONS),
                  Verdict("uphold", 0, REASONS), Verdict("refuse", 0, "不")):  # fmt: skip
        with pytest.raises(Invalid):
            reassess(world.reviewers[1], world.now, row.id, wrong)
    assert pairs() == []
    before = world.claim(case)
    reassess(world.reviewers[1], world.now, row.id, verdict)
    assert pairs() == [("refuse", "grant")]
    after = world.claim(case)
    assert (after.status, after.offer_fen) == (before.status, before.offer_fen)
    with pytest.raises(Conflict):
        reassess(world.reviewers[2], world.now, row.id, verdict)
    assert pairs() == [("refuse", "grant")]

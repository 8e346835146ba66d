"""The demonstration's claims come one by one after the start, and their pictures are examined."""

from bonafix.cases.models import Case
from bonafix.claims.actions.examining import examine_again
from bonafix.claims.models import Claim, Examination
from bonafix.claims.queries import kinds_found
from bonafix.config.demo.claims import COMES, PLAN, lead_claim, plan_claims
from bonafix.kit.clock import format_instant
from bonafix.ledger.queue import count_waiting
from tests.support.claims import ClaimWorld

SEEDS = {state: 1 + sum(n for _s, n, _d in PLAN[:at]) for at, (state, _n, _d) in enumerate(PLAN)}


def test_forty_claims_wait_in_the_queue_and_none_is_led_at_the_start(world: ClaimWorld) -> None:
    assert plan_claims(world.operator_id, world.now, world.merchant_id) == 40
    assert count_waiting(COMES, world.operator_id) == 40
    assert not Claim.objects.exists()


def test_a_claim_of_the_demonstration_is_examined_and_led_once(world: ClaimWorld) -> None:
    at = format_instant(world.now)
    for _ in range(2):  # delivered twice
        lead_claim(world.operator_id, SEEDS["refused"], world.merchant_id, world.buyer_id, at)
    (claim,) = Claim.objects.all()
    assert claim.status == "refused"
    assert claim.examined_at is not None
    assert "derivative" in kinds_found(claim.case_id)
    assert Case.objects.get(pk=claim.case_id).owner == "customer"
    # Nothing new came in since: nothing is measured again.
    before = Examination.objects.count()
    examine_again(world.system, world.now, claim.case_id)
    assert Examination.objects.count() == before

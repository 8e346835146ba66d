"""A claim that pictures do not settle: somebody looks at the thing itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bonafix.cases.models import Case, CaseLink
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.buying import withdraw
from bonafix.claims.actions.inspecting import (
    agree_inspection,
    call_off_needless,
    decline_inspection,
    on_visit,
    order_inspection,
    stop_inspection,
)
from bonafix.claims.actions.looking import newest
from bonafix.claims.actions.watch import on_deadline
from bonafix.claims.models import Answer, Inspection, Shot
from bonafix.claims.rules.people import ConflictOfInterest
from bonafix.claims.rules.policies import PAYERS, Policy, check_values
from bonafix.deadlines.queries import next_deadline
from bonafix.kit.errors import Conflict, Invalid, NotAllowed
from bonafix.people.models import Consent
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.ending import cancel, cost_of_cancelling
from bonafix.repairs.actions.inspecting import Found
from bonafix.repairs.errors import NotAnInspection, NothingToPay
from bonafix.repairs.rules.inspections import SEEN, check_found
from tests.support.claims import REASONS, ClaimWorld, lead_claim, where
from tests.support.lives import lead
from tests.support.looking import WORDS, at_the_door, look, visit_of
from tests.support.world import World, build


@pytest.fixture
def streets(world: ClaimWorld) -> World:
    """An outlet and technicians near the buyer."""
    return build(world.operator_id, world.now)


def test_an_agreed_inspection_is_a_visit_that_somebody_is_sent_to(
    world: ClaimWorld, streets: World
) -> None:
    case = lead_claim(world, "agreeing")
    before = Case.objects.count()
    with pytest.raises(Invalid):
        agree_inspection(world.buyer(case.id), world.now, case.number, where(consent=""))
    with pytest.raises(Invalid):
        agree_inspection(world.buyer(case.id), world.now, case.number, where(" "))
    with pytest.raises(NotAllowed):
        agree_inspection(world.merchant, world.now, case.number, where())
    assert Case.objects.count() == before
    agree_inspection(world.buyer(case.id), world.now, case.number, where())
    visit = visit_of(case)
    repair = streets.repair(visit.id)
    assert (repair.kind, repair.status) == ("inspection", "accepted")
    assert repair.customer_id == world.buyer_id
    assert unseal(bytes(repair.address))
    assert CaseLink.objects.filter(case=visit, other=case, kind="inspection_of").exists()
    assert Consent.objects.filter(party_id=world.buyer_id, purpose="repair").exists()
    assert arrange_visit(streets.system, world.now, visit.id) is not None
    # The claim is still somebody's, with a date.
    due = next_deadline(("case", case.id))
    assert due is not None
    assert due.due_at == world.now + timedelta(days=7)


def test_what_a_technician_saw_comes_back_to_the_claim_as_evidence(
    world: ClaimWorld, streets: World
) -> None:
    case = lead_claim(world, "inspecting")
    visit = at_the_door(streets, case)
    look(streets, visit, pictures=2)
    assert streets.repair(visit.id).status == "inspected"
    on_visit(world.system, world.now, visit.id)
    on_visit(world.system, world.now, visit.id)
    assert world.claim(case).status == "reviewing"
    (said,) = Answer.objects.filter(case_id=case.id, kind="inspection")
    assert said.text is not None
    assert unseal(bytes(said.text)) == WORDS
    assert said.by.startswith("technician:")
    assert Shot.objects.filter(case_id=case.id, side="inspector", slot="found").count() == 2
    row = newest(case.id)
    assert row is not None
    assert (row.status, row.payer, row.cost_fen) == ("returned", "merchant", 5000)
    # The review has its own time again.
    due = next_deadline(("case", case.id))
    assert due is not None
    assert due.name == "review_claim"
    assert due.due_at > world.now
    world.decide(case, "grant", 9900)
    assert world.claim(case).status == "granted"


def test_a_reviewer_orders_an_inspection_and_the_operator_pays(world: ClaimWorld) -> None:
    case = lead_claim(world, "reviewing")
    partial = world.merchant
    with pytest.raises(NotAllowed):
        order_inspection(partial, world.now, case.number, REASONS)
    with pytest.raises(Invalid):
        order_inspection(world.reviewers[0], world.now, case.number, "看")
    order_inspection(world.reviewers[0], world.now, case.number, REASONS)
    row = newest(case.id)
    assert row is not None
    assert (row.asked_by, row.payer, row.status) == ("reviewer", "operator", "asked")
    decline_inspection(world.buyer(case.id), world.now, case.number)
    # Asking for a look is no part that bars from deciding.
    world.decide(case, "grant", 9900)
    assert world.claim(case).status == "granted"


def test_a_reviewer_who_acted_for_a_side_orders_no_inspection(world: ClaimWorld) -> None:
    case = lead_claim(world, "answering")
    agent = world.staff("agent", "reviewer", "merchant")
    mine = type(agent)(
        world.operator_id, "staff", id=agent.id, roles=frozenset({"reviewer", "merchant"}),
        party_ids=frozenset({world.merchant_id}),
    )  # fmt: skip
    answer(mine, world.now, case.number, "contest", REASONS)
    with pytest.raises(ConflictOfInterest):
        order_inspection(mine, world.now, case.number, REASONS)
    assert world.claim(case).status == "reviewing"
    assert newest(case.id) is None


@pytest.mark.parametrize("way", ["no", "silence"])
def test_a_buyer_may_say_no_to_a_visit_and_a_person_decides(world: ClaimWorld, way: str) -> None:
    case = lead_claim(world, "agreeing")
    if way == "no":
        decline_inspection(world.buyer(case.id), world.now, case.number)
    else:
        from bonafix.deadlines.loop import fire_due

        later = world.now + timedelta(days=4)
        while fire_due(later, limit=10):
            pass
        on_deadline(world.operator_id, later, case.id, "agree_inspection")
    claim = world.claim(case)
    assert claim.status == "reviewing"
    assert claim.silent == ("customer" if way == "silence" else "")
    row = newest(case.id)
    assert row is not None
    assert row.status == {"no": "declined", "silence": "silent"}[way]
    assert row.visit_id is None


def test_a_visit_that_came_to_nothing_leads_to_a_person_and_counts_against_nobody(
    world: ClaimWorld, streets: World
) -> None:
    case = lead_claim(world, "inspecting")
    visit = visit_of(case)
    arrange_visit(streets.system, world.now, visit.id)
    repair = streets.repair(visit.id)
    assert cost_of_cancelling(repair, world.now) == 0
    cancel(streets.holder(visit.id), world.now, visit.number, "customer")
    on_visit(world.system, world.now, visit.id)
    claim = world.claim(case)
    assert (claim.status, claim.silent) == ("reviewing", "")
    row = newest(case.id)
    assert row is not None
    assert (row.status, row.cost_fen) == ("failed", None)


def test_nobody_met_is_told_and_the_claim_waits_for_another_time(
    world: ClaimWorld, streets: World
) -> None:
    case = lead_claim(world, "inspecting")
    visit = visit_of(case)
    arrange_visit(streets.system, world.now, visit.id)
    streets.step(visit, "depart")
    arrives = streets.repair(visit.id).arrive_from
    assert arrives is not None
    streets.step(visit, "miss", now=arrives + timedelta(minutes=15))
    on_visit(world.system, world.now, visit.id)
    assert world.claim(case).status == "inspecting"
    assert streets.repair(visit.id).status == "missed"


@pytest.mark.parametrize("way", ["accept", "withdraw", "stop"])
def test_a_claim_that_ends_calls_its_visit_off(world: ClaimWorld, streets: World, way: str) -> None:
    case = lead_claim(world, "inspecting")
    visit = visit_of(case)
    arrange_visit(streets.system, world.now, visit.id)
    call_off_needless(world.system, world.now, case.id)
    assert streets.repair(visit.id).status == "arranged"
    if way == "accept":
        answer(world.merchant, world.now, case.number, "accept")
    elif way == "withdraw":
        withdraw(world.buyer(case.id), world.now, case.number)
    else:
        stop_inspection(world.staff("agent"), world.now, case.number, REASONS)
    for _twice in range(2):
        call_off_needless(world.system, world.now, case.id)
    repair = streets.repair(visit.id)
    assert (repair.status, repair.technician_id) == ("cancelled", None)
    row = newest(case.id)
    assert row is not None
    assert row.status == {"stop": "stopped"}.get(way, "needless")


def test_the_desk_stops_an_inspection_that_leads_nowhere(world: ClaimWorld) -> None:
    case = lead_claim(world, "inspecting")
    with pytest.raises(NotAllowed):
        stop_inspection(world.merchant, world.now, case.number, REASONS)
    stop_inspection(world.staff("agent"), world.now, case.number, REASONS)
    assert world.claim(case).status == "reviewing"


def test_nobody_pays_at_the_door_of_an_inspection(world: ClaimWorld, streets: World) -> None:
    case = lead_claim(world, "inspecting")
    visit = at_the_door(streets, case)
    with pytest.raises(NothingToPay):
        streets.step(visit, "quote", lines=(("visit", 1),))
    assert streets.repair(visit.id).status == "arrived"
    other = lead(streets, "arrived", 7)
    with pytest.raises(NotAnInspection):
        streets.step(other, "inspect", found=Found("as_claimed", WORDS))
    assert streets.repair(other.id).status == "arrived"


def test_the_merchants_own_people_are_never_sent(world: ClaimWorld, streets: World) -> None:
    world.merchant_id = streets.outlet_id
    case = lead_claim(world, "inspecting")
    visit = visit_of(case)
    repair = streets.repair(visit.id)
    assert repair.outlet_id is None
    assert repair.waiting_reason == "outside_coverage"
    assert repair.not_again == [streets.outlet_id]


def test_no_buyer_pays_for_a_visit_and_no_policy_can_say_so(world: ClaimWorld) -> None:
    with pytest.raises(Invalid):
        check_values({"inspection_payer": "buyer"})
    for payer in PAYERS:
        policy = Policy.of(1, {"inspection_payer": payer})
        for asked_by in ("merchant", "reviewer"):
            assert policy.pays_for_inspection(asked_by) in ("merchant", "operator")
    case = lead_claim(world, "agreeing")
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.filter(case_id=case.id).update(payer="buyer")


def test_what_was_seen_needs_words_and_a_picture() -> None:
    for seen in SEEN:
        least = 0 if seen == "not_examined" else 1
        assert check_found(seen, WORDS, "", least) == (WORDS, "")
        if least:
            with pytest.raises(Invalid):
                check_found(seen, WORDS, "", 0)
    for wrong in (("faked", WORDS, "", 1), ("as_claimed", "坏了", "", 1)):
        with pytest.raises(Invalid):
            check_found(*wrong)
    with pytest.raises((Invalid, Conflict)):
        check_found("as_claimed", WORDS, "SN 12", 1)

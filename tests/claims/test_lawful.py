"""What is read from a claim for the law library, and what a person says that they sent."""

from datetime import date, timedelta

import pytest

from bonafix.claims.actions.duties import ask_person
from bonafix.claims.actions.letters import note_sent
from bonafix.claims.actions.paying import pay
from bonafix.claims.lawful import Stated, facts_of, known, loss_of, others_of
from bonafix.claims.models import Letter
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.law import grade
from bonafix.law.documents import drafts
from bonafix.people.sealing import unseal
from tests.support.claims import ClaimWorld, build_claims, lead_claim

PLACE = "440118"


def test_only_what_was_paid_and_did_not_come_back_is_a_loss(world: ClaimWorld) -> None:
    asked = lead_claim(world, "reviewing")
    assert loss_of(world.claim(asked)) == (0, 0)
    paid = lead_claim(world, "paid")
    assert loss_of(world.claim(paid)) == (9900, 0)
    back = lead_claim(world, "sent_back")
    world_answer(world, back.number)
    pay(world.system, world.now, back.id)
    assert loss_of(world.claim(back)) == (0, 0)


def world_answer(world: ClaimWorld, number: str) -> None:
    from bonafix.claims.actions.answering import answer

    answer(world.merchant, world.now, number, "accept")


def test_other_claims_are_added_by_a_person_only_and_settled_ones_left_out(
    world: ClaimWorld,
) -> None:
    first, second = lead_claim(world, "paid"), lead_claim(world, "paid")
    claim = world.claim(first)
    assert [one.number for one in others_of(claim)] == [second.number]
    alone = facts_of(claim, Stated(PLACE))
    assert [act.id for act in alone.acts] == [first.number]
    both = facts_of(claim, Stated(PLACE, frozenset({second.number})))
    today = local(world.now).date()
    assert grade(both, today).loss == 2 * 9900
    settled = Stated(PLACE, frozenset({second.number}), frozenset({second.number}))
    assert grade(facts_of(claim, settled), today).loss == 9900


def test_nobody_elses_claims_can_be_put_beside_a_persons(world: ClaimWorld) -> None:
    mine = lead_claim(world, "paid")
    stranger = build_claims(world.operator_id, world.now, name="别人", phone="+8613900002222")
    theirs = lead_claim(stranger, "paid")
    claim = world.claim(mine)
    assert known([theirs.number], others_of(claim)) == frozenset()
    facts = facts_of(claim, Stated(PLACE, frozenset({theirs.number})))
    assert [act.id for act in facts.acts] == [mine.number]


def test_the_platforms_record_says_what_the_case_shows_and_leaves_the_rest_unstated(
    world: ClaimWorld,
) -> None:
    opened = lead_claim(world, "opened")
    record = dict(facts_of(world.claim(opened), Stated()).platform.record)  # type: ignore[union-attr]
    assert "reasons_stated" not in record
    assert record["label_metadata_checked"] is False
    refused = lead_claim(world, "refused")
    ask_person(world.buyer(refused.id), world.now, refused.number)
    told = facts_of(world.claim(refused), Stated()).platform
    assert told is not None
    record = dict(told.record)
    assert record["reasons_stated"] is True
    assert record["human_review_requested"] is True
    assert record["refund_without_return_forced"] is False
    assert "appeal_result_notified" not in record


def test_a_text_that_was_sent_is_a_managers_own_word_with_place_and_day(world: ClaimWorld) -> None:
    case = lead_claim(world, "paid")
    today = local(world.now).date()
    given = (case.number, "report_to_police", "某派出所", "counter")
    for actor in (world.staff("reviewer"), world.merchant, world.system):
        with pytest.raises(NotAllowed):
            note_sent(actor, world.now, *given, today)
    manager = world.staff("manager")
    for wrong in (today + timedelta(days=1), date.max, today - timedelta(days=400)):
        with pytest.raises(Invalid):
            note_sent(manager, world.now, *given, wrong)
    with pytest.raises(Invalid):
        note_sent(manager, world.now, case.number, "report_to_police", "", "counter", today)
    assert not Letter.objects.exists()
    row = note_sent(manager, world.now, *given, today)
    assert unseal(bytes(row.to)) == "某派出所"
    assert row.by == manager.label()


def test_drafts_come_from_the_case_and_accuse_nobody(world: ClaimWorld) -> None:
    case = lead_claim(world, "paid")
    facts = facts_of(world.claim(case), Stated(PLACE))
    made = drafts(grade(facts, local(world.now).date()), "zh_Hans")
    assert {one.name for one in made} >= {"report_to_platform"}
    assert facts.acts[0].order.startswith("DD2026")

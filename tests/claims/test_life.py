"""The life of a claim, promise by promise."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bonafix.cases.models import Case, Message
from bonafix.cases.queries import by_number
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.buying import answer_offer, send_back, withdraw
from bonafix.claims.actions.duties import ask_person, done
from bonafix.claims.actions.examining import examine_claim, go_on, preview
from bonafix.claims.actions.inspecting import report_inspection
from bonafix.claims.actions.paying import pay, reconcile
from bonafix.claims.actions.pictures import complete, missing
from bonafix.claims.actions.reviewing import Verdict, appeal, decide, decide_appeal, second_look
from bonafix.claims.actions.standing import end_instruction, instruct
from bonafix.claims.actions.watch import on_deadline
from bonafix.claims.errors import AppealUsed, PicturesMissing
from bonafix.claims.models import Decision, Examination, Payment, Shot
from bonafix.claims.payments.configured import provider
from bonafix.claims.queries import decision_of
from bonafix.claims.rules.people import ConflictOfInterest
from bonafix.claims.rules.states import STATES as RULES
from bonafix.claims.rules.states import OutOfOrder
from bonafix.deadlines.queries import next_deadline
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.notices.models import Notice
from bonafix.operators.actors import Actor
from bonafix.people.sealing import unseal
from tests.support.claims import REASONS, STATES, ClaimWorld, lead_claim


def payments(case: Case) -> list[tuple[str, int, str]]:
    rows = Payment.objects.filter(case_id=case.id).order_by("id")
    return [(one.status, one.amount_fen, one.beneficiary) for one in rows]


def owner(case: Case) -> str:
    return Case.objects.get(pk=case.id).owner


def silence(world: ClaimWorld, case: Case) -> None:
    """Time runs out on whoever owes the next step."""
    name = RULES[world.claim(case).status].deadline
    due = next_deadline(("case", case.id))
    assert name is not None
    assert due is not None
    from bonafix.deadlines.loop import fire_due

    later = due.due_at + timedelta(seconds=1)
    while fire_due(later, limit=10):
        pass
    on_deadline(world.operator_id, later, case.id, name)


def test_a_claim_is_a_case_with_number_owner_and_deadline(world: ClaimWorld) -> None:
    opened = world.open()
    assert by_number(opened.case.number).kind == "claim"
    assert owner(opened.case) == "customer"
    due = next_deadline(("case", opened.case.id))
    assert due is not None
    assert due.due_at == world.now + timedelta(hours=72)
    assert Notice.objects.filter(case_id=opened.case.id, kind="claim_opened").count() == 1


@pytest.mark.parametrize("status", STATES)
def test_no_claim_is_without_owner_and_deadline(world: ClaimWorld, status: str) -> None:
    case = lead_claim(world, status)
    ended = status in ("closed", "withdrawn")
    assert (next_deadline(("case", case.id)) is None) == ended
    assert owner(case) == ("nobody" if ended else RULES[status].owner)


def test_evidence_is_complete_when_every_asked_picture_is_there(world: ClaimWorld) -> None:
    case = world.open().case
    with pytest.raises(PicturesMissing):
        complete(world.buyer(case.id), world.now, case.number)
    assert world.claim(case).status == "opened"
    world.fill(case)
    assert missing(world.claim(case)) == []
    assert world.claim(case).status == "evidenced"


def test_pictures_are_examined_and_the_merchant_is_asked(world: ClaimWorld) -> None:
    case = lead_claim(world, "evidenced")
    examine_claim(world.system, world.now, case.id)
    examine_claim(world.system, world.now, case.id)
    rows = Examination.objects.filter(case_id=case.id)
    assert rows.count() == 2
    assert all(row.marks for row in rows)
    assert world.claim(case).status == "answering"
    due = next_deadline(("case", case.id))
    assert due is not None
    assert due.due_at == world.now + timedelta(hours=48)
    assert not Decision.objects.filter(case_id=case.id).exists()


def test_a_person_goes_on_when_pictures_cannot_be_examined(world: ClaimWorld) -> None:
    case = lead_claim(world, "evidenced")
    with pytest.raises(NotAllowed):
        go_on(world.system, world.now, case.number)
    go_on(world.staff("agent"), world.now, case.number)
    assert world.claim(case).status == "answering"
    # What people look at is small all the same, and made once.
    preview(world.system, world.now, case.id)
    small = [one.preview_id for one in Shot.objects.filter(case_id=case.id).order_by("id")]
    assert None not in small and len(small) == 2
    preview(world.system, world.now, case.id)
    again = [one.preview_id for one in Shot.objects.filter(case_id=case.id).order_by("id")]
    assert again == small


def test_a_standing_instruction_is_the_only_automatic_yes(world: ClaimWorld) -> None:
    given = instruct(world.merchant, world.now, world.merchant_id, 20_000, ["damaged"])
    case = lead_claim(world, "evidenced")
    examine_claim(world.system, world.now, case.id)
    (decision,) = Decision.objects.filter(case_id=case.id)
    assert (decision.basis, decision.standing_id) == ("standing", given.id)
    assert given.given_by == world.merchant.label()
    end_instruction(world.merchant, world.now, given.id)
    other = lead_claim(world, "evidenced")
    examine_claim(world.system, world.now, other.id)
    assert world.claim(other).status == "answering"
    assert not Decision.objects.filter(case_id=other.id).exists()


def test_nobody_but_the_merchant_gives_its_instructions(world: ClaimWorld) -> None:
    for actor in (world.staff("manager", "admin", "reviewer"), world.system, world.buyer()):
        with pytest.raises(NotAllowed):
            instruct(actor, world.now, world.merchant_id, 20_000, ["damaged"])


@pytest.mark.parametrize("status", [one for one in STATES if one in RULES])
def test_a_merchant_may_accept_at_any_time(world: ClaimWorld, status: str) -> None:
    case = lead_claim(world, status)
    # Where goods are promised the merchant sends them: it has said yes already.
    promised = ("fulfilling", "inviting", "mending", "delivered", "settled")
    if status in (*promised, "granted", "paid", "refused", "appealed", "closed", "withdrawn"):
        with pytest.raises(OutOfOrder):
            answer(world.merchant, world.now, case.number, "accept")
        return
    answer(world.merchant, world.now, case.number, "accept")
    assert world.claim(case).status == "granted"
    assert len(payments(case)) == 1


def test_a_merchant_offers_part_and_the_buyer_decides(world: ClaimWorld) -> None:
    case = lead_claim(world, "answering")
    with pytest.raises(Invalid):
        answer(world.merchant, world.now, case.number, "offer", offer_fen=9900)
    answer(world.merchant, world.now, case.number, "offer", offer_fen=3000)
    answer_offer(world.buyer(case.id), world.now, case.number, True)
    assert payments(case) == [("owed", 3000, "buyer")]


def test_a_declined_offer_goes_to_a_person(world: ClaimWorld) -> None:
    case = lead_claim(world, "offered")
    answer_offer(world.buyer(case.id), world.now, case.number, False)
    assert (world.claim(case).status, owner(case)) == ("reviewing", "reviewer")


def test_goods_go_back_and_then_the_money_comes(world: ClaimWorld) -> None:
    case = lead_claim(world, "returning")
    send_back(world.buyer(case.id), world.now, case.number, "顺丰 SF1234567")
    assert payments(case) == []
    answer(world.merchant, world.now, case.number, "accept")
    assert payments(case) == [("owed", 9900, "buyer")]


def test_an_inspection_is_reported_by_a_person_and_then_reviewed(world: ClaimWorld) -> None:
    case = lead_claim(world, "inspecting")
    report_inspection(
        world.staff("agent"), world.now, case.number, "杯口有一条三厘米的裂纹，边缘新鲜。"
    )
    assert world.claim(case).status == "reviewing"


def test_a_contested_claim_is_decided_by_a_person(world: ClaimWorld) -> None:
    case = lead_claim(world, "reviewing")
    for actor in (world.system, world.merchant, world.buyer(case.id), world.staff("manager")):
        with pytest.raises(NotAllowed):
            decide(actor, world.now, case.number, Verdict("grant", 9900, REASONS))
    world.decide(case, "grant", 9900)
    assert payments(case) == [("owed", 9900, "buyer")]


def test_a_refusal_has_reasons_a_way_to_answer_and_a_person(world: ClaimWorld) -> None:
    case = lead_claim(world, "reviewing")
    for words in ("", "不行", "买家造假，证据都是假的，不予退款，谢谢。"):
        with pytest.raises(Invalid):
            decide(world.reviewers[0], world.now, case.number, Verdict("refuse", 0, words))
    world.decide(case, "refuse")
    (decision,) = Decision.objects.filter(case_id=case.id)
    assert decision.reasons is not None
    assert unseal(bytes(decision.reasons)) == REASONS
    assert payments(case) == []
    told = Notice.objects.filter(case_id=case.id, kind="claim_refused")
    assert told.count() == 1
    appeal(world.buyer(case.id), world.now, case.number, "buyer", "请再看一次第二张照片的裂纹。")
    assert owner(case) == "reviewer"


def test_a_costly_decision_needs_a_second_pair_of_eyes(world: ClaimWorld) -> None:
    case = lead_claim(world, "confirming")
    with pytest.raises(ConflictOfInterest):
        second_look(world.reviewers[0], world.now, case.number, True)
    second_look(world.reviewers[1], world.now, case.number, False)
    assert world.claim(case).status == "reviewing"
    world.decide(case, "grant", 80_000)
    assert payments(case) == []
    second_look(world.reviewers[1], world.now, case.number, True)
    assert payments(case) == [("owed", 80_000, "buyer")]


def test_an_appeal_goes_to_another_person(world: ClaimWorld) -> None:
    case = lead_claim(world, "appealed")
    with pytest.raises(ConflictOfInterest):
        decide_appeal(world.reviewers[0], world.now, case.number, Verdict("grant", 9900, REASONS))
    decide_appeal(world.reviewers[1], world.now, case.number, Verdict("grant", 9900, REASONS))
    assert payments(case) == [("owed", 9900, "buyer")]
    pay(world.system, world.now, case.id)
    with pytest.raises(AppealUsed):
        appeal(
            world.buyer(case.id), world.now, case.number, "buyer", "请再看一次第二张照片的裂纹。"
        )


def test_a_merchant_appeals_and_the_operator_makes_it_good(world: ClaimWorld) -> None:
    case = lead_claim(world, "reviewing")
    world.decide(case, "grant", 9900)
    pay(world.system, world.now, case.id)
    appeal(world.merchant, world.now, case.number, "merchant", "发货时的称重记录没有被看到。")
    decide_appeal(world.reviewers[1], world.now, case.number, Verdict("grant", 9900, REASONS))
    pay(world.system, world.now, case.id)
    assert payments(case) == [("confirmed", 9900, "buyer"), ("confirmed", 9900, "merchant")]


def test_an_appeal_that_is_not_granted_closes_the_claim(world: ClaimWorld) -> None:
    case = lead_claim(world, "closed")
    last = Decision.objects.filter(case_id=case.id).order_by("id").last()
    assert last is not None
    assert (last.basis, last.by) == ("appeal", world.reviewers[2].label())


def test_an_appeal_of_the_merchant_that_fails_leaves_the_money_where_it_is(
    world: ClaimWorld,
) -> None:
    case = lead_claim(world, "reviewing")
    world.decide(case, "grant", 9900)
    pay(world.system, world.now, case.id)
    appeal(world.merchant, world.now, case.number, "merchant", "发货时的称重记录没有被看到。")
    decide_appeal(world.reviewers[1], world.now, case.number, Verdict("refuse", 0, REASONS))
    assert world.claim(case).status == "closed"
    assert payments(case) == [("confirmed", 9900, "buyer")]
    held = decision_of(case.id)
    assert held is not None
    assert (held.outcome, held.amount_fen) == ("grant", 9900)


def test_neither_side_appeals_in_the_others_name(world: ClaimWorld) -> None:
    case = lead_claim(world, "refused")
    with pytest.raises(NotAllowed):
        appeal(world.merchant, world.now, case.number, "buyer", "请再看一次第二张照片里的裂纹。")
    assert world.claim(case).status == "refused"


def test_a_standing_yes_that_an_order_has_no_room_for_goes_to_people(world: ClaimWorld) -> None:
    order = world.order(9900)
    first, second = world.open(order).case, world.open(order).case
    answer(world.merchant, world.now, first.number, "accept")
    instruct(world.merchant, world.now, world.merchant_id, 20_000, ["damaged"])
    world.fill(second)
    examine_claim(world.system, world.now, second.id)
    assert world.claim(second).status == "answering"
    assert payments(second) == []


def test_nobody_appeals_against_what_they_agreed_to(world: ClaimWorld) -> None:
    case = lead_claim(world, "paid")
    for actor, side in ((world.merchant, "merchant"), (world.buyer(case.id), "buyer")):
        with pytest.raises(Invalid):
            appeal(actor, world.now, case.number, side, "请再看一次第二张照片里的裂纹。")


@pytest.mark.parametrize("status", ["opened", "answering", "offered", "returning", "sent_back"])
def test_silence_of_either_side_goes_to_a_person(world: ClaimWorld, status: str) -> None:
    case = lead_claim(world, status)
    silent = owner(case)
    silence(world, case)
    claim = world.claim(case)
    assert (claim.status, claim.silent, owner(case)) == ("reviewing", silent, "reviewer")
    assert not Decision.objects.filter(case_id=case.id).exists()


@pytest.mark.parametrize("status", ["evidenced", "inspecting", "reviewing", "appealed", "granted"])
def test_our_own_silence_goes_to_a_manager_and_asks_again(world: ClaimWorld, status: str) -> None:
    case = lead_claim(world, status)
    silence(world, case)
    assert (world.claim(case).status, owner(case)) == (status, "manager")
    assert next_deadline(("case", case.id)) is not None


def test_a_claim_closes_when_nobody_appeals_and_its_number_still_answers(
    world: ClaimWorld,
) -> None:
    case = lead_claim(world, "refused")
    silence(world, case)
    assert world.claim(case).status == "closed"
    assert by_number(case.number).id == case.id


def test_a_buyer_may_withdraw_until_it_is_decided(world: ClaimWorld) -> None:
    for status in ("opened", "answering", "confirming"):
        case = lead_claim(world, status)
        withdraw(world.buyer(case.id), world.now, case.number)
        assert world.claim(case).status == "withdrawn"
    case = lead_claim(world, "granted")
    with pytest.raises(OutOfOrder):
        withdraw(world.buyer(case.id), world.now, case.number)


def test_money_is_instructed_confirmed_and_reconciled_once(world: ClaimWorld) -> None:
    case = lead_claim(world, "granted")
    for _ in range(3):
        pay(world.system, world.now, case.id)
    assert payments(case) == [("confirmed", 9900, "buyer")]
    (row,) = Payment.objects.filter(case_id=case.id)
    mine = [line for line in provider().statement() if line.key == str(row.id)]
    assert [(line.amount_fen, line.status) for line in mine] == [(9900, "confirmed")]
    assert reconcile(world.system, world.now) == []
    row.refresh_from_db()
    assert row.reconciled_at == world.now
    assert world.claim(case).status == "paid"


def test_a_payment_that_fails_is_seen_to_by_a_person(world: ClaimWorld) -> None:
    order = world.order(9900, ending="-FAIL")
    case = world.open(order).case
    world.fill(case)
    answer(world.merchant, world.now, case.number, "accept")
    pay(world.system, world.now, case.id)
    assert payments(case) == [("failed", 9900, "buyer")]
    assert owner(case) == "manager"
    done(world.staff("manager"), world.now, case.number, "see_to_payment")
    assert payments(case) == [("instructed", 9900, "buyer")]


@pytest.mark.parametrize("status", STATES)
def test_both_sides_can_always_reach_a_person(world: ClaimWorld, status: str) -> None:
    case = lead_claim(world, status)
    for actor in (world.buyer(case.id), world.merchant):
        ask_person(actor, world.now, case.number)
        ask_person(actor, world.now, case.number)
        assert owner(case) == "desk"
        done(world.staff("agent"), world.now, case.number, "call_back")
    assert world.claim(case).status == status


def test_who_acted_for_a_side_does_not_decide(world: ClaimWorld) -> None:
    both = world.staff("agent", "reviewer")
    case = lead_claim(world, "answering")
    from bonafix.claims.actions.pictures import add_picture
    from tests.support.claims import picture

    add_picture(both, world.now, case.number, "label", picture(5))
    answer(world.merchant, world.now, case.number, "contest", REASONS)
    with pytest.raises(ConflictOfInterest):
        decide(both, world.now, case.number, Verdict("grant", 9900, REASONS))
    own = Actor(
        world.operator_id, "staff", id=uuid4(), roles=frozenset({"reviewer", "merchant"}),
        party_ids=frozenset({world.merchant_id}),
    )  # fmt: skip
    with pytest.raises(ConflictOfInterest):
        decide(own, world.now, case.number, Verdict("grant", 9900, REASONS))


def test_no_more_is_paid_than_the_order_cost(world: ClaimWorld) -> None:
    order = world.order(10_000)
    first, second = world.open(order, amount_fen=6000), world.open(order, amount_fen=6000)
    answer(world.merchant, world.now, first.case.number, "accept")
    with pytest.raises(Invalid):
        answer(world.merchant, world.now, second.case.number, "accept")
    assert world.claim(second.case).status == "opened"
    with pytest.raises(Invalid):
        world.open(order, amount_fen=6000)
    assert payments(second.case) == []


def test_appeal_words_are_kept_for_both_sides(world: ClaimWorld) -> None:
    case = lead_claim(world, "appealed")
    (message,) = Message.objects.filter(case_id=case.id)
    assert unseal(bytes(message.text)) == "请再看一次第二张照片里的裂纹。"

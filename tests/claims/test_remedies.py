"""Claims that end with goods: exchanged, mended, made useless on record; and what a visit costs."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.cases.models import Case
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.buying import answer_offer, send_back
from bonafix.claims.actions.charging import collect
from bonafix.claims.actions.destroying import capture_token, decline_destroy
from bonafix.claims.actions.duties import done, open_duties
from bonafix.claims.actions.examining import examine_claim, go_on
from bonafix.claims.actions.inspecting import agree_inspection, on_visit, stop_inspection
from bonafix.claims.actions.leaving import proof_asked
from bonafix.claims.actions.looking import newest
from bonafix.claims.actions.mending import agree_mending, decline_mending, order_mending
from bonafix.claims.actions.paying import pay, reconcile
from bonafix.claims.actions.remedying import confirm, give_up, have_back, not_right, send_out
from bonafix.claims.actions.reviewing import Verdict, appeal, decide, decide_appeal, second_look
from bonafix.claims.actions.standing import instruct
from bonafix.claims.actions.watch import on_deadline
from bonafix.claims.lawful import loss_of
from bonafix.claims.models import Charge, Claim, Decision, Payment, Shot
from bonafix.claims.payments.configured import provider
from bonafix.claims.queries import charges_of, decision_of
from bonafix.claims.rules.destroying import NotToBeDestroyed, danger_of, may_ask
from bonafix.claims.rules.policies import REASONS as WRONG
from bonafix.claims.rules.policies import WISHES, Policy
from bonafix.claims.rules.remedies import (
    MONEY,
    REMEDIES,
    GoodsStay,
    RemedyNotAsked,
    check_remedy,
    goes_back,
    what_yes_means,
)
from bonafix.claims.rules.states import STATES, OutOfOrder
from bonafix.evidence.models import Ask
from bonafix.kit.errors import Invalid
from bonafix.ledger.audit import audit_operator
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.models import Quote, Repair
from tests.claims.test_life import silence
from tests.support.claims import REASONS, SOFT, ClaimWorld, lead_claim, prove_destroyed, where
from tests.support.lives import ROAD, _go
from tests.support.looking import at_the_door, look
from tests.support.world import World
from tests.support.world import build as build_world

PARCEL = "顺丰 SF7654321"
SAYS = "换来的杯子在同一处也有裂纹，请再看。"


def at(world: ClaimWorld, case: Case, status: str) -> Claim:
    claim = world.claim(case)
    assert claim.status == status
    return claim


def asked(world: ClaimWorld, wish: str, fen: int = 9900) -> Case:
    """A claim with this wish that lies with the merchant."""
    case = world.open(world.order(fen), wish=wish, amount_fen=fen).case
    world.fill(case)
    go_on(world.staff("agent"), world.now, case.number)
    return case


def no_money(case: Case) -> bool:
    return not Payment.objects.filter(case_id=case.id).exists()


# Exchange ------------------------------------------------------------------------------------


def test_a_merchant_that_accepts_an_exchange_sends_goods_and_no_money(world: ClaimWorld) -> None:
    case = asked(world, "exchange")
    answer(world.merchant, world.now, case.number, "accept")
    at(world, case, "fulfilling")
    held = decision_of(case.id)
    assert held is not None
    assert (held.remedy, held.amount_fen, held.basis) == ("exchange", 0, "merchant")
    with pytest.raises(Invalid):
        send_out(world.merchant, world.now, case.number, " ")
    send_out(world.merchant, world.now, case.number, PARCEL)
    assert at(world, case, "delivered").sent_out_by == PARCEL
    confirm(world.buyer(case.id), world.now, case.number)
    at(world, case, "settled")
    silence(world, case)
    at(world, case, "closed")
    assert no_money(case) and not audit_operator(world.operator_id).faults


def test_dear_goods_go_back_before_others_are_sent(world: ClaimWorld) -> None:
    case = asked(world, "exchange", 20_001)
    answer(world.merchant, world.now, case.number, "accept")
    at(world, case, "returning")
    with pytest.raises(OutOfOrder):
        send_out(world.merchant, world.now, case.number, PARCEL)
    send_back(world.buyer(case.id), world.now, case.number, "圆通 YT1234567")
    answer(world.merchant, world.now, case.number, "accept")
    at(world, case, "fulfilling")
    send_out(world.merchant, world.now, case.number, PARCEL)
    assert at(world, case, "delivered").sent_back_by == "圆通 YT1234567"
    assert loss_of(world.claim(case)) == (0, 0)
    cheap = asked(world, "exchange", 20_000)
    answer(world.merchant, world.now, cheap.number, "accept")
    at(world, cheap, "fulfilling")
    with pytest.raises(GoodsStay):
        have_back(world.merchant, world.now, cheap.number)
    send_out(world.merchant, world.now, cheap.number, PARCEL)
    assert loss_of(world.claim(cheap)) == (20_000, 0)


def test_goods_are_offered_instead_of_money_and_the_buyer_decides(world: ClaimWorld) -> None:
    case = asked(world, "refund_only")
    answer(world.merchant, world.now, case.number, "offer_exchange")
    assert at(world, case, "offered").offer_remedy == "exchange"
    answer_offer(world.buyer(case.id), world.now, case.number, True)
    at(world, case, "fulfilling")
    assert no_money(case)
    other = asked(world, "exchange")
    with pytest.raises(Invalid, match="offer_is_the_wish"):
        answer(world.merchant, world.now, other.number, "offer_exchange")
    answer(world.merchant, world.now, other.number, "offer", offer_fen=9900)
    answer_offer(world.buyer(other.id), world.now, other.number, True)
    at(world, other, "granted")
    declined = asked(world, "refund_only")
    answer(world.merchant, world.now, declined.number, "offer_repair")
    answer_offer(world.buyer(declined.id), world.now, declined.number, False)
    at(world, declined, "reviewing")


def test_a_part_in_money_can_be_offered_as_ever(world: ClaimWorld) -> None:
    case = asked(world, "partial")
    with pytest.raises(Invalid):
        answer(world.merchant, world.now, case.number, "offer", offer_fen=9900)
    answer(world.merchant, world.now, case.number, "offer", offer_fen=3000)
    answer_offer(world.buyer(case.id), world.now, case.number, True)
    at(world, case, "granted")


def test_a_reviewer_grants_an_exchange_to_whom_asked_for_it_and_to_nobody_else(
    world: ClaimWorld,
) -> None:
    case = asked(world, "exchange")
    answer(world.merchant, world.now, case.number, "contest", REASONS)
    verdict = Verdict("grant", 0, REASONS, "exchange")
    decide(world.reviewers[0], world.now, case.number, verdict)
    at(world, case, "fulfilling")
    other = asked(world, "refund_only")
    answer(world.merchant, world.now, other.number, "contest", REASONS)
    with pytest.raises(RemedyNotAsked):
        decide(world.reviewers[0], world.now, other.number, verdict)
    at(world, other, "reviewing")
    # A costly one waits for the second reviewer, who looks at the very same decision.
    dear = asked(world, "exchange", 60_000)
    answer(world.merchant, world.now, dear.number, "contest", REASONS)
    decide(world.reviewers[0], world.now, dear.number, verdict)
    at(world, dear, "confirming")
    second_look(world.reviewers[1], world.now, dear.number, True)
    at(world, dear, "returning")
    assert no_money(case) and no_money(dear)


def test_an_appeal_may_end_with_goods(world: ClaimWorld) -> None:
    case = asked(world, "exchange")
    answer(world.merchant, world.now, case.number, "contest", REASONS)
    world.decide(case, "refuse")
    appeal(world.buyer(case.id), world.now, case.number, "buyer", SAYS)
    verdict = Verdict("grant", 0, REASONS, "exchange")
    decide_appeal(world.reviewers[2], world.now, case.number, verdict)
    at(world, case, "fulfilling")
    send_out(world.merchant, world.now, case.number, PARCEL)
    confirm(world.buyer(case.id), world.now, case.number)
    at(world, case, "settled")


def test_a_merchant_appeals_against_goods_when_the_buyer_has_them_and_is_made_good(
    world: ClaimWorld,
) -> None:
    case = asked(world, "exchange")
    answer(world.merchant, world.now, case.number, "contest", REASONS)
    decide(world.reviewers[0], world.now, case.number, Verdict("grant", 0, REASONS, "exchange"))
    with pytest.raises(OutOfOrder):
        appeal(world.merchant, world.now, case.number, "merchant", SAYS)
    send_out(world.merchant, world.now, case.number, PARCEL)
    confirm(world.buyer(case.id), world.now, case.number)
    with pytest.raises(Invalid):
        appeal(world.buyer(case.id), world.now, case.number, "buyer", SAYS)
    appeal(world.merchant, world.now, case.number, "merchant", SAYS)
    with pytest.raises(Invalid):
        too_much = Verdict("grant", 9901, REASONS)
        decide_appeal(world.reviewers[1], world.now, case.number, too_much)
    decide_appeal(world.reviewers[1], world.now, case.number, Verdict("grant", 9900, REASONS))
    pay(world.system, world.now, case.id)
    (row,) = Payment.objects.filter(case_id=case.id)
    assert (row.payer, row.beneficiary, row.amount_fen) == ("operator", "merchant", 9900)
    at(world, case, "paid")


def test_a_standing_instruction_says_yes_to_money_only(world: ClaimWorld) -> None:
    instruct(world.merchant, world.now, world.merchant_id, 20_000, ["damaged"])
    case = world.open(wish="exchange").case
    world.fill(case)
    examine_claim(world.system, world.now, case.id)
    at(world, case, "answering")
    assert not Decision.objects.filter(case_id=case.id).exists()


# What comes to nothing -----------------------------------------------------------------------


def test_goods_that_are_not_sent_in_time_open_every_choice_again(world: ClaimWorld) -> None:
    case = lead_claim(world, "fulfilling")
    silence(world, case)
    claim = at(world, case, "reviewing")
    assert (claim.silent, claim.remedy, claim.failed_remedy) == ("merchant", "", "exchange")
    assert decision_of(case.id) is None
    # Money is one of them now, from the merchant itself or by a reviewer.
    answer(world.merchant, world.now, case.number, "accept")
    at(world, case, "granted")
    pay(world.system, world.now, case.id)
    (row,) = Payment.objects.filter(case_id=case.id)
    assert row.amount_fen == 9900


def test_goods_that_are_not_right_open_every_choice_again(world: ClaimWorld) -> None:
    case = lead_claim(world, "delivered")
    with pytest.raises(Invalid):
        not_right(world.buyer(case.id), world.now, case.number, "")
    not_right(world.buyer(case.id), world.now, case.number, SAYS)
    claim = at(world, case, "reviewing")
    assert (claim.wish, claim.failed_remedy) == ("exchange", "exchange")
    decide(world.reviewers[0], world.now, case.number, Verdict("grant", 0, REASONS, "exchange"))
    at(world, case, "fulfilling")
    late = lead_claim(world, "settled")
    not_right(world.buyer(late.id), world.now, late.number, SAYS)
    at(world, late, "reviewing")


def test_a_merchant_that_cannot_send_says_so_and_a_person_decides(world: ClaimWorld) -> None:
    case = lead_claim(world, "fulfilling")
    with pytest.raises(Invalid):
        give_up(world.merchant, world.now, case.number, "无")
    give_up(world.merchant, world.now, case.number, "同款已停产，仓库里也没有可换的。")
    at(world, case, "reviewing")


def test_goods_that_nobody_complains_of_are_taken_as_received(world: ClaimWorld) -> None:
    case = lead_claim(world, "delivered")
    due = world.now + timedelta(days=Policy().receive_days)
    on_deadline(world.operator_id, due - timedelta(minutes=1), case.id, "confirm_goods")
    at(world, case, "delivered")
    silence(world, case)
    at(world, case, "settled")
    not_right(world.buyer(case.id), world.now, case.number, SAYS)
    at(world, case, "reviewing")


# Repair --------------------------------------------------------------------------------------


def test_goods_are_sent_in_mended_and_sent_out_again(world: ClaimWorld) -> None:
    case = asked(world, "repair")
    answer(world.merchant, world.now, case.number, "accept")
    at(world, case, "fulfilling")
    with pytest.raises(Invalid, match="nothing_to_mend"):
        send_out(world.merchant, world.now, case.number, PARCEL)
    have_back(world.merchant, world.now, case.number)
    send_back(world.buyer(case.id), world.now, case.number, "圆通 YT1234567")
    answer(world.merchant, world.now, case.number, "accept")
    send_out(world.merchant, world.now, case.number, PARCEL)
    confirm(world.buyer(case.id), world.now, case.number)
    at(world, case, "settled")
    assert no_money(case)


@pytest.fixture
def streets(world: ClaimWorld) -> World:
    """Somebody who can go there."""
    return build_world(world.operator_id, world.now)


def visit_of(case: Case) -> Repair:
    row = newest(case.id)
    assert row is not None and row.visit_id is not None
    return Repair.objects.get(case_id=row.visit_id)


def work_off(streets: World, visit: Repair) -> Quote:
    """Somebody goes, mends it, and the buyer signs."""
    for state in ROAD[1 : ROAD.index("signed_off") + 1]:
        _go(streets, visit.case, state)
    return Quote.objects.get(case_id=visit.case_id, status="approved")


def test_a_repair_is_a_visit_that_the_merchant_pays_for(world: ClaimWorld, streets: World) -> None:
    case = asked(world, "repair")
    answer(world.merchant, world.now, case.number, "accept")
    order_mending(world.merchant, world.now, case.number)
    at(world, case, "inviting")
    agree_mending(world.buyer(case.id), world.now, case.number, where())
    at(world, case, "mending")
    row = newest(case.id)
    assert row is not None and (row.purpose, row.payer) == ("mend", "merchant")
    visit = visit_of(case)
    assert visit.kind == "repair"
    quote = work_off(streets, visit)
    # Nothing of it is the buyer's.
    assert quote.total_fen == 0
    on_visit(world.system, world.now, visit.case_id)
    on_visit(world.system, world.now, visit.case_id)
    at(world, case, "settled")
    (owed,) = charges_of(case.id)
    assert (owed.payer, owed.status) == ("merchant", "owed") and owed.amount_fen > 0
    collect(world.system, world.now, case.id)
    collect(world.system, world.now, case.id)
    (owed,) = charges_of(case.id)
    assert owed.status == "confirmed"
    (line,) = [one for one in provider().statement() if one.key == str(owed.id)]
    assert (line.amount_fen, line.status) == (owed.amount_fen, "confirmed")
    assert reconcile(world.system, world.now) == []
    assert Charge.objects.get(pk=owed.id).reconciled_at is not None
    assert no_money(case) and not audit_operator(world.operator_id).faults


def test_a_repair_that_comes_to_nothing_opens_every_choice_again(
    world: ClaimWorld, streets: World
) -> None:
    case = lead_claim(world, "mending")
    visit = visit_of(case)
    cancel(world.staff("agent"), world.now, visit.case.number, "other")
    on_visit(world.system, world.now, visit.case_id)
    claim = at(world, case, "reviewing")
    assert claim.failed_remedy == "repair"
    assert not Charge.objects.filter(case_id=case.id).exists()
    # What cannot be mended may be exchanged.
    decide(world.reviewers[0], world.now, case.number, Verdict("grant", 0, REASONS, "exchange"))
    at(world, case, "fulfilling")


def test_a_buyer_who_wants_nobody_to_come_is_mended_for_otherwise(
    world: ClaimWorld, streets: World
) -> None:
    case = lead_claim(world, "inviting")
    decline_mending(world.buyer(case.id), world.now, case.number)
    at(world, case, "fulfilling")
    with pytest.raises(Invalid):
        order_mending(world.merchant, world.now, case.number)
    have_back(world.merchant, world.now, case.number)
    at(world, case, "returning")


def test_the_desk_stops_a_repair_that_leads_nowhere(world: ClaimWorld, streets: World) -> None:
    case = lead_claim(world, "mending")
    stop_inspection(world.staff("agent"), world.now, case.number, "约不到上门时间，已告知买家。")
    claim = at(world, case, "reviewing")
    assert claim.failed_remedy == "repair"


# What a visit costs --------------------------------------------------------------------------


def test_a_look_is_collected_from_the_merchant_or_borne_by_the_operator(
    world: ClaimWorld, streets: World
) -> None:
    case = lead_claim(world, "inspecting")
    look(streets, at_the_door(streets, case))
    on_visit(world.system, world.now, visit_of(case).case_id)
    (owed,) = charges_of(case.id)
    row = newest(case.id)
    assert row is not None and owed.amount_fen == row.cost_fen
    assert (owed.payer, owed.status) == ("merchant", "owed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.filter(pk=owed.pk).update(payer="buyer")
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.filter(pk=owed.pk).update(payer="operator")


def test_a_charge_that_fails_is_seen_to_by_a_person_and_holds_nobody_up(
    world: ClaimWorld, streets: World
) -> None:
    case = world.open(world.order(9900, ending="-FAIL")).case
    world.fill(case)
    go_on(world.staff("agent"), world.now, case.number)
    answer(world.merchant, world.now, case.number, "ask_inspection", REASONS)
    agree_inspection(world.buyer(case.id), world.now, case.number, where())
    look(streets, at_the_door(streets, case))
    on_visit(world.system, world.now, visit_of(case).case_id)
    collect(world.system, world.now, case.id)
    (owed,) = charges_of(case.id)
    assert owed.status == "failed" and open_duties(case.id) == ["see_to_charge"]
    # The claim goes on meanwhile.
    world.decide(case, "refuse")
    at(world, case, "refused")
    done(world.staff("manager"), world.now, case.number, "see_to_charge")
    assert charges_of(case.id)[0].status == "instructed"
    collect(world.system, world.now, case.id)
    assert [line.key for line in provider().statement()].count(str(owed.id)) == 1


# Made useless --------------------------------------------------------------------------------


def test_destroyed_goods_are_shown_and_a_person_looks(world: ClaimWorld) -> None:
    case = lead_claim(world, "destroying")
    ask = proof_asked(case.id)
    assert ask is not None and ask.wanted == ["destroyed", "card"] and len(ask.code) == 6
    assert capture_token(world.claim(case), world.now)
    prove_destroyed(world, case)
    prove = Shot.objects.filter(case_id=case.id, slot="destroyed")
    assert prove.count() == 2 and {one.declared_ai for one in prove} == {False}
    at(world, case, "destroyed")
    assert STATES["destroyed"].owner == "merchant"
    assert capture_token(world.claim(case), world.now) is None
    answer(world.merchant, world.now, case.number, "accept")
    at(world, case, "granted")
    other = lead_claim(world, "destroyed")
    answer(world.merchant, world.now, other.number, "contest", REASONS)
    at(world, other, "reviewing")
    silent = lead_claim(world, "destroyed")
    silence(world, silent)
    at(world, silent, "reviewing")


def test_a_buyer_who_destroys_nothing_sends_it_back_instead(world: ClaimWorld) -> None:
    case = lead_claim(world, "destroying")
    decline_destroy(world.buyer(case.id), world.now, case.number)
    at(world, case, "returning")
    ask = proof_asked(case.id)
    assert ask is not None and ask.status == "withdrawn"


def test_silence_about_proof_refuses_nobody(world: ClaimWorld) -> None:
    case = lead_claim(world, "destroying")
    silence(world, case)
    claim = at(world, case, "reviewing")
    assert claim.silent == "customer"
    assert not Decision.objects.filter(case_id=case.id).exists()


def test_nobody_is_asked_to_destroy_what_may_hurt_or_what_no_policy_names(
    world: ClaimWorld,
) -> None:
    world.let_destroy()
    glass = world.open().case
    other = world.open(world.order(9900, title=SOFT), reason="defective").case
    changed = world.open(world.order(9900, title=SOFT), wish="exchange").case
    for case in (glass, other, changed):
        world.fill(case)
        go_on(world.staff("agent"), world.now, case.number)
        with pytest.raises(NotToBeDestroyed):
            answer(world.merchant, world.now, case.number, "ask_destroy", REASONS)
        at(world, case, "answering")
    assert not Ask.objects.exists()


@pytest.mark.parametrize(
    ("title", "danger"),
    [
        ("充电宝 20000 毫安", "battery"), ("蓝牙耳机", "battery"), ("Power bank 10 Ah", "battery"),
        ("自喷漆喷雾", "pressure"), ("户外气罐", "pressure"), ("手工玻璃杯 300 ml", "glass"),
        ("青釉汤碗", "glass"), ("84 消毒液", "chemicals"), ("菜刀", "blades"),
        ("感冒药", "medicine"),
        ("微波炉", "electric"), ("自行车轮胎", "tension"), ("纯棉床单", None), ("儿童绘本", None),
    ],
)  # fmt: skip
def test_what_may_hurt_is_known_by_the_title_of_the_goods(title: str, danger: str | None) -> None:
    assert danger_of(title) == danger


@given(
    st.sampled_from(WISHES), st.sampled_from(WRONG), st.sampled_from(["general", "perishable"]),
    st.sampled_from([SOFT, "锂电池", "玻璃杯", "高压锅"]),
    st.dictionaries(
        st.sampled_from(WRONG), st.sets(st.sampled_from(["general", "perishable"])).map(tuple)
    ),
)  # fmt: skip
@example("refund_only", "damaged", "general", SOFT, {"damaged": ("general",)})
def test_goods_are_destroyed_only_by_policy_for_money_and_never_when_they_may_hurt(
    wish: str, reason: str, category: str, title: str, table: dict[str, tuple[str, ...]]
) -> None:
    got = may_ask(Policy(destroy_for=table), wish, reason, category, title)
    named = category in table.get(reason, ())
    assert got == (named and wish not in REMEDIES and title == SOFT)


# Rules ---------------------------------------------------------------------------------------


@given(st.sampled_from(WISHES), st.sampled_from(["", "exchange", "repair"]))
def test_a_yes_means_the_wish_and_money_once_goods_have_failed(wish: str, failed: str) -> None:
    got = what_yes_means(wish, failed)
    assert got == (MONEY if failed or wish not in REMEDIES else wish)


@given(st.sampled_from(WISHES), st.sampled_from([MONEY, *REMEDIES]))
def test_nobody_gets_goods_who_asked_for_money_unless_they_take_them(
    wish: str, remedy: str
) -> None:
    allowed = remedy in (MONEY, wish) or (wish, remedy) == ("repair", "exchange")
    if allowed:
        assert check_remedy(wish, remedy) == remedy
    else:
        with pytest.raises(RemedyNotAsked):
            check_remedy(wish, remedy)


@given(st.sampled_from(REMEDIES), st.sampled_from(WRONG), st.integers(1, 10**8))
@example("exchange", "damaged", 20_000)
@example("exchange", "damaged", 20_001)
def test_old_goods_go_back_above_what_may_stay(remedy: str, reason: str, fen: int) -> None:
    policy = Policy()
    above = fen > policy.refund_only_up_to(reason)
    assert goes_back(policy, remedy, reason, fen) == (remedy == "exchange" and above)


def test_the_database_keeps_goods_and_money_apart(world: ClaimWorld) -> None:
    case = lead_claim(world, "fulfilling")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(case_id=case.id).update(amount_fen=1)

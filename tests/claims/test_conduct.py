"""How claims go for a while is a person's decision: reasons, an end, another person on appeal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bonafix.access.table import TABLE
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.duties import open_duties
from bonafix.claims.actions.examining import examine_claim
from bonafix.claims.actions.pictures import add_goods_picture
from bonafix.claims.actions.standing import instruct
from bonafix.claims.actions.watch import on_deadline
from bonafix.claims.conduct.correcting import answer_correction, ask_correction
from bonafix.claims.conduct.restricting import (
    answer_appeal,
    appeal_restriction,
    holding,
    lift,
    restrict,
)
from bonafix.claims.history import background
from bonafix.claims.models import Correction, Restriction
from bonafix.claims.rules.conduct import (
    APPEAL_WITHIN,
    KINDS,
    MOST_DAYS,
    EvidenceFirst,
    GoodsFirst,
    Held,
    in_force,
)
from bonafix.claims.rules.people import Accusing
from bonafix.deadlines.loop import fire_due
from bonafix.kit.clock import now as clock_now
from bonafix.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from tests.claims.test_pages import link, staff, visitor
from tests.support.claims import REASONS, ClaimWorld, build_claims, lead_claim, picture

ASKS = "这张订单不是我下的，账号当时在别人手里。"


def decided(world: ClaimWorld, kind: str, days: int = 30) -> tuple[Any, Restriction]:
    case = lead_claim(world, "refused")
    return case, restrict(world.staff("manager"), world.now, case.number, kind, REASONS, days)


# Rules ------------------------------------------------------------------------------------

at = st.integers(0, 365).map(lambda day: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day))


@given(at, st.integers(1, MOST_DAYS), st.integers(-500, 500), st.booleans())
def test_nothing_holds_outside_its_days_or_after_it_was_lifted(
    since: datetime, days: int, later: int, lifted: bool
) -> None:
    held = Held("goods_first", since, since + timedelta(days=days), since if lifted else None)
    assert in_force(held, since + timedelta(days=later)) == (0 <= later < days and not lifted)


@given(at, st.integers(0, 40))
def test_an_appeal_that_nobody_answers_in_time_ends_it(since: datetime, later: int) -> None:
    held = Held("goods_first", since, since + timedelta(days=100), appealed_at=since)
    assert in_force(held, since + timedelta(days=later)) == (timedelta(days=later) < APPEAL_WITHIN)


def test_only_people_of_the_operator_may_restrict_and_nobody_by_machine() -> None:
    assert TABLE["claim.restrict"] == {"manager": "any"}
    assert set(KINDS.values()) == {"buyer", "merchant"}


# What it does -----------------------------------------------------------------------------


def test_it_needs_reasons_that_call_nobody_anything_and_a_day_on_which_it_ends(
    world: ClaimWorld,
) -> None:
    case = lead_claim(world, "refused")
    manager = world.staff("manager")
    for kind, reasons, days, error in (
        ("person_looks", "", 30, Invalid),
        ("person_looks", "这位买家是骗子，多次恶意退款，不要再退。", 30, Accusing),
        ("person_looks", REASONS, 0, Invalid),
        ("person_looks", REASONS, MOST_DAYS + 1, Invalid),
        ("blocked", REASONS, 30, Invalid),
    ):
        with pytest.raises(error):
            restrict(manager, world.now, case.number, kind, reasons, days)
    for actor in (world.staff("reviewer"), world.merchant, world.system, world.staff("agent")):
        with pytest.raises(NotAllowed):
            restrict(actor, world.now, case.number, "person_looks", REASONS, 30)
    assert not Restriction.objects.exists()


def test_goods_first_takes_no_claim_away_and_ends_by_itself(world: ClaimWorld) -> None:
    _case, row = decided(world, "goods_first")
    with pytest.raises(GoodsFirst):
        world.open(wish="refund_only")
    assert world.open(wish="return_refund").case.number
    other = build_claims(world.operator_id, world.now, name="别人", phone="+8613900002222")
    assert other.open(wish="refund_only").case.number
    world.now = row.until
    assert world.open(wish="refund_only").case.number


def test_a_person_looks_where_the_merchants_standing_yes_would_have_paid(
    world: ClaimWorld,
) -> None:
    instruct(world.merchant, world.now, world.merchant_id, 20_000, ["damaged"])
    before, after = lead_claim(world, "evidenced"), lead_claim(world, "evidenced")
    examine_claim(world.system, world.now, before.id)
    assert world.claim(before).status == "granted"
    restrict(world.staff("manager"), world.now, before.number, "person_looks", REASONS, 30)
    examine_claim(world.system, world.now, after.id)
    assert world.claim(after).status == "answering"


def test_a_merchants_no_needs_a_picture_for_a_while(world: ClaimWorld) -> None:
    decided(world, "evidence_first")
    case = lead_claim(world, "answering")
    with pytest.raises(EvidenceFirst):
        answer(world.merchant, world.now, case.number, "contest", REASONS)
    assert world.claim(case).status == "answering"
    add_goods_picture(world.merchant, world.now, case.number, picture(9))
    answer(world.merchant, world.now, case.number, "contest", REASONS)
    assert world.claim(case).status == "reviewing"


def test_the_one_it_is_about_is_told_and_reads_the_reasons(world: ClaimWorld) -> None:
    case, row = decided(world, "goods_first")
    (notice,) = Notice.objects.filter(kind="claim_restricted")
    assert notice.party_id == world.buyer_id == row.party_id
    told = Entry.objects.filter(stream_kind="case", stream_id=case.id, kind="claims.restricted")
    assert told.exists()
    assert not any(REASONS in str(one.body) for one in Entry.objects.all())


def test_another_manager_answers_an_appeal_and_the_first_one_may_not(world: ClaimWorld) -> None:
    case = lead_claim(world, "refused")
    first, second = world.staff("manager"), world.staff("manager")
    row = restrict(first, world.now, case.number, "goods_first", REASONS, 30)
    other = build_claims(world.operator_id, world.now, name="别人", phone="+8613900002222")
    with pytest.raises(NotFound):
        appeal_restriction(other.buyer(), world.now, row.id, ASKS)
    # The merchant of the claim has nothing to say about its buyer.
    with pytest.raises(NotAllowed):
        appeal_restriction(world.merchant, world.now, row.id, ASKS)
    appeal_restriction(world.buyer(case.id), world.now, row.id, ASKS)
    with pytest.raises(Conflict):
        appeal_restriction(world.buyer(case.id), world.now, row.id, ASKS)
    case.refresh_from_db()
    assert (case.owner, open_duties(case.id)) == ("manager", ["look_at_restriction"])
    with pytest.raises(NotAllowed):
        answer_appeal(first, world.now, row.id, "upheld", REASONS)
    with pytest.raises(Invalid):
        answer_appeal(second, world.now, row.id, "lifted", "")
    assert holding(world.buyer_id, world.now)
    answer_appeal(second, world.now, row.id, "lifted", REASONS)
    assert not holding(world.buyer_id, world.now)
    assert open_duties(case.id) == []
    with pytest.raises(Conflict):
        answer_appeal(second, world.now, row.id, "lifted", REASONS)


def test_an_appeal_that_waits_too_long_comes_up_again_and_binds_nobody(world: ClaimWorld) -> None:
    case, row = decided(world, "goods_first", MOST_DAYS)
    appeal_restriction(world.buyer(case.id), world.now, row.id, ASKS)
    late = world.now + APPEAL_WITHIN + timedelta(minutes=1)
    assert not holding(world.buyer_id, late)
    fire_due(late, 100)
    on_deadline(world.operator_id, late, case.id, "look_at_restriction")
    assert open_duties(case.id) == ["look_at_restriction"]


def test_a_manager_may_lift_it_at_any_time(world: ClaimWorld) -> None:
    case, row = decided(world, "evidence_first")
    with pytest.raises(Conflict):
        restrict(world.staff("manager"), world.now, case.number, "evidence_first", REASONS, 5)
    with pytest.raises(NotAllowed):
        lift(world.merchant, world.now, row.id)
    for _ in range(2):
        lift(world.staff("manager"), world.now, row.id)
    assert holding(world.merchant_id, world.now) == []


@pytest.mark.parametrize(
    "wrong",
    [{"by": "system"}, {"until": None}, {"answered_by": "staff:1", "by": "staff:1"}],
)
def test_the_database_keeps_machines_and_endless_ones_out(
    world: ClaimWorld, wrong: dict[str, Any]
) -> None:
    _case, row = decided(world, "goods_first")
    if "until" in wrong:
        wrong = {"until": row.since}
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.filter(pk=row.pk).update(**wrong)


# What is counted ---------------------------------------------------------------------------


def test_what_a_manager_leaves_out_is_not_counted_any_more(world: ClaimWorld) -> None:
    done, present = lead_claim(world, "withdrawn"), lead_claim(world, "reviewing")
    claim = world.claim(present)
    assert background(claim, world.now).buyer.claims == 1
    asked = ask_correction(world.buyer(done.id), world.now, done.number, "buyer", ASKS)
    with pytest.raises(Conflict):
        ask_correction(world.buyer(done.id), world.now, done.number, "buyer", ASKS)
    with pytest.raises(NotAllowed):
        ask_correction(world.buyer(done.id), world.now, done.number, "merchant", ASKS)
    assert open_duties(done.id) == ["look_at_correction"]
    assert background(claim, world.now).buyer.claims == 1
    answer_correction(world.staff("manager"), world.now, asked.id, "left_out", REASONS)
    counted = background(claim, world.now)
    assert (counted.buyer.claims, counted.merchant.claims, counted.everybody.claims) == (0, 1, 1)
    assert open_duties(done.id) == []


def test_both_sides_wait_until_each_has_its_answer(world: ClaimWorld) -> None:
    done, manager = lead_claim(world, "withdrawn"), world.staff("manager")
    first = ask_correction(world.buyer(done.id), world.now, done.number, "buyer", ASKS)
    second = ask_correction(world.merchant, world.now, done.number, "merchant", ASKS)
    answer_correction(manager, world.now, first.id, "kept", REASONS)
    assert open_duties(done.id) == ["look_at_correction"]
    answer_correction(manager, world.now, second.id, "kept", REASONS)
    assert open_duties(done.id) == []
    assert Correction.objects.filter(outcome="kept").count() == 2


# Pages -------------------------------------------------------------------------------------


def test_buyer_and_manager_do_all_of_it_on_their_pages(operator: Operator) -> None:
    world = build_claims(operator.id, clock_now())
    case = lead_claim(world, "closed")
    manager, other = staff(world, "manager"), staff(world, "manager")
    path = f"/staff/claims/{case.number}/conduct/"
    form = {"kind": "goods_first", "reasons": REASONS, "days": "30"}
    assert manager.post(f"{path}restrict/", form | {"days": "x"}).status_code == 302
    assert not Restriction.objects.exists()
    manager.post(f"{path}restrict/", form)
    (row,) = Restriction.objects.all()
    page, buyer = link(world, case.id), visitor()
    assert REASONS in buyer.get(page).content.decode()
    buyer.post(f"{page}do/appeal_restriction/", {"id": str(row.id), "text": ASKS})
    buyer.post(f"{page}do/correct/", {"text": ASKS})
    shown = other.get(path).content.decode()
    assert shown.count(ASKS) == 2
    other.post(f"{path}answer/", {"id": str(row.id), "answer": "upheld", "reasons": REASONS})
    asked = Correction.objects.get()
    other.post(
        f"{path}correction/", {"id": str(asked.id), "outcome": "left_out", "reasons": REASONS}
    )
    row.refresh_from_db()
    asked.refresh_from_db()
    assert (row.answer, asked.outcome) == ("upheld", "left_out")
    assert "不再计入" in buyer.get(page).content.decode()
    # A merchant sees nothing of the buyer's.
    seller = staff(world, "merchant", world.merchant_id).get(path).content.decode()
    assert REASONS not in seller and ASKS not in seller

"""The life of a repair, step by step, on the real database."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from bonafix.cases.errors import NoSuchCase
from bonafix.kit.errors import BonafixError, NotAllowed
from bonafix.ledger.audit import audit_operator

if TYPE_CHECKING:
    from bonafix.cases.models import Case
    from tests.support.world import World


@pytest.fixture
def world(operator: object, now: object) -> "World":
    from tests.support.world import build

    return build(operator.id, now)  # type: ignore[attr-defined, arg-type]


def arranged(world: "World", **given: object) -> "Case":
    from bonafix.repairs.actions.arrange import arrange_visit

    taken = world.report(**given)  # type: ignore[arg-type]
    if world.repair(taken.case.id).status == "accepted":
        arrange_visit(world.system, world.now, taken.case.id)
    return taken.case


def up_to(world: "World", status: str, **given: object) -> "Case":
    """A case that has come as far as `status` on the straight road."""
    from bonafix.repairs.actions.finish import answer_quote

    case = arranged(world, **given)
    road = ["arranged", "under_way", "arrived", "quoted", "approved", "repaired", "signed_off"]
    for state in road[1 : road.index(status) + 1]:
        if state == "under_way":
            world.step(case, "depart")
        elif state == "arrived":
            world.step(case, "arrive", code=world.door_code(case.id))
        elif state == "quoted":
            world.step(case, "quote", lines=(("visit", 1), ("cylinder", 1)))
        elif state == "approved":
            quote = world.open_quote(case.id)
            answer_quote(world.holder(case.id), world.now, case.number, quote.id, agreed=True)
        elif state == "repaired":
            world.step(case, "repair")
        else:
            world.step(case, "sign_off", method="signature")
    assert world.repair(case.id).status == status
    return case


def test_a_report_becomes_a_case_with_number_owner_and_deadline(world: "World") -> None:
    from bonafix.deadlines.queries import next_deadline
    from bonafix.kit.ids import parse_case_number

    taken = world.report()
    assert parse_case_number(taken.case.number) == taken.case.number
    taken.case.refresh_from_db()
    assert taken.case.owner == "dispatch"
    due = next_deadline(("case", taken.case.id))
    assert due is not None
    assert due.due_at > world.now


def test_a_served_place_is_accepted_at_once(world: "World") -> None:
    taken = world.report()
    assert taken.repair.status == "accepted"
    assert taken.repair.place_code[:6] == "141032"
    assert taken.repair.accepted_at == world.now


def test_a_place_outside_coverage_waits_with_a_reason_and_is_never_dropped(
    world: "World",
) -> None:
    from bonafix.deadlines.queries import next_deadline

    taken = world.report(address="许昌市鄢陵县人民路1号")
    assert (taken.repair.status, taken.repair.waiting_reason) == ("waiting", "outside_coverage")
    assert taken.repair.nearest_code == "141032"
    assert next_deadline(("case", taken.case.id)) is not None


def test_the_desk_clears_up_an_ambiguous_place_and_the_repair_goes_on(world: "World") -> None:
    from bonafix.intake.actions import set_place

    taken = world.report(address="朝阳区")
    assert taken.repair.waiting_reason == "place_ambiguous"
    set_place(world.staff("agent"), world.now, taken.case.number, "141032")
    assert world.repair(taken.case.id).status == "accepted"


def test_outside_coverage_offers_the_nearest_place_remote_help_or_the_waiting_list(
    world: "World",
) -> None:
    from bonafix.repairs.actions.accept import OFFERS, offer_help

    taken = world.report(address="许昌市鄢陵县人民路1号")
    for offer in OFFERS:
        offer_help(world.staff("agent"), world.now, taken.case.number, offer)
        assert world.repair(taken.case.id).help_offered == offer


def test_an_accepted_repair_gets_whoever_harms_the_day_least_and_the_reason(world: "World") -> None:
    from bonafix.dispatch.queries import booking_of

    case = arranged(world)
    booking = booking_of(case.id)
    assert booking is not None
    assert booking.reason["rule"] == "least_harm" and "instead" not in booking.reason
    assert len(booking.passed_over) == len(world.technicians) - 1
    assert booking.passed_over[0]["why"] == "dearer"


def test_an_urgent_report_is_promised_within_thirty_minutes_of_receipt(world: "World") -> None:
    from bonafix.repairs.models import Promise

    case = arranged(world, urgent=True)
    promise = Promise.objects.get(case_id=case.id)
    assert promise.kind == "within_30"
    assert promise.counted_from == world.now
    assert promise.arrive_by == world.now + timedelta(minutes=30)


def test_rescheduling_gives_the_time_back_and_arranges_anew(world: "World") -> None:
    from bonafix.dispatch.queries import booking_of
    from bonafix.repairs.actions.arrange import arrange_visit, reschedule
    from bonafix.repairs.models import Promise

    case = arranged(world)
    window = (world.now + timedelta(hours=20), world.now + timedelta(hours=22))
    reschedule(world.holder(case.id), world.now, case.number, [window])
    assert booking_of(case.id) is None
    assert Promise.objects.get(case_id=case.id).status == "released"
    booking = arrange_visit(world.system, world.now, case.id)
    assert booking is not None
    assert window[0] <= booking.arrive_at <= window[1]


def test_the_technician_departs_and_the_customer_is_told(world: "World") -> None:
    from bonafix.notices.models import Notice

    case = up_to(world, "under_way")
    assert Notice.objects.filter(case_id=case.id, kind="on_the_way").count() == 1


def test_no_work_starts_without_the_customers_code(world: "World") -> None:
    case = up_to(world, "under_way")
    wrong = "0000" if world.door_code(case.id) != "0000" else "1111"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(BonafixError) as refused:
            world.step(case, "arrive", code=wrong)
        assert refused.value.params["left"] == left
        assert world.repair(case.id).status == "under_way"
    with pytest.raises(BonafixError):
        world.step(case, "arrive", code=world.door_code(case.id))
    assert world.repair(case.id).status == "under_way"


def test_the_promise_is_measured_to_the_customers_code(world: "World") -> None:
    from bonafix.repairs.models import Promise

    case = up_to(world, "under_way", urgent=True)
    late = world.now + timedelta(minutes=31)
    world.step(case, "arrive", now=late, code=world.door_code(case.id))
    promise = Promise.objects.get(case_id=case.id)
    assert (promise.status, promise.late_seconds) == ("broken", 60)


def test_a_quote_comes_from_the_public_price_list(world: "World") -> None:
    case = up_to(world, "arrived")
    with pytest.raises(BonafixError):
        world.step(case, "quote", lines=(("gold", 1),))
    assert world.repair(case.id).status == "arrived"
    world.step(case, "quote", lines=(("visit", 1), ("cylinder", 2)))
    assert world.open_quote(case.id).total_fen == 29000


def test_work_needs_the_customers_approval_of_the_quote(world: "World") -> None:
    case = up_to(world, "quoted")
    with pytest.raises(BonafixError):
        world.step(case, "repair")
    assert world.repair(case.id).status == "quoted"
    up_to(world, "approved", number=2)


def test_a_declined_quote_ends_the_visit_without_work(world: "World") -> None:
    from bonafix.dispatch.queries import booking_of
    from bonafix.repairs.actions.finish import answer_quote

    case = up_to(world, "quoted")
    quote = world.open_quote(case.id)
    answer_quote(world.holder(case.id), world.now, case.number, quote.id, agreed=False)
    assert world.repair(case.id).status == "declined"
    assert booking_of(case.id) is None


def test_the_technician_reports_the_repair_done(world: "World") -> None:
    case = up_to(world, "repaired")
    assert world.repair(case.id).repaired_at == world.now


def test_the_customer_signs_off(world: "World") -> None:
    from bonafix.repairs.actions.finish import sign_off
    from bonafix.repairs.models import SignOff

    case = up_to(world, "repaired")
    sign_off(world.holder(case.id), world.now, case.number, "page")
    assert SignOff.objects.get(case_id=case.id).method == "page"


def test_every_signed_off_repair_is_guaranteed_for_thirty_days_at_least(world: "World") -> None:
    from bonafix.files.actions import read_file
    from bonafix.repairs.actions.voucher import issue_guarantee

    case = up_to(world, "signed_off")
    held = issue_guarantee(world.system, world.now, case.id)
    assert held is not None
    assert held.days >= 30
    assert issue_guarantee(world.system, world.now, case.id) == held, "there is one guarantee"
    assert held.voucher_id is not None
    assert read_file(world.system, world.now, held.voucher_id, "test").startswith(b"%PDF")


def test_a_guaranteed_repair_closes_and_its_number_still_answers(world: "World") -> None:
    from bonafix.cases.queries import by_number
    from bonafix.repairs.actions.finish import close
    from bonafix.repairs.actions.voucher import issue_guarantee

    case = up_to(world, "signed_off")
    issue_guarantee(world.system, world.now, case.id)
    close(world.system, world.now, case.id)
    assert world.repair(case.id).status == "closed"
    assert by_number(case.number.lower().replace("-", " ")).status == "closed"


def test_cancelling_frees_the_technician_and_releases_the_promise(world: "World") -> None:
    from bonafix.deadlines.queries import next_deadline
    from bonafix.dispatch.queries import booking_of
    from bonafix.repairs.actions.ending import cancel
    from bonafix.repairs.models import Promise

    case = arranged(world)
    cancel(world.holder(case.id), world.now, case.number, "solved")
    assert booking_of(case.id) is None
    assert Promise.objects.get(case_id=case.id).status == "released"
    assert next_deadline(("case", case.id)) is None


def test_a_step_that_is_sent_twice_is_one_step(world: "World") -> None:
    from bonafix.repairs.models import VisitStep

    case = arranged(world)
    client_id = uuid4()
    first = world.step(case, "depart", client_id=client_id)
    again = world.step(case, "depart", client_id=client_id)
    assert (first.replayed, again.replayed) == (False, True)
    assert VisitStep.objects.filter(case_id=case.id).count() == 1


def test_strangers_and_other_technicians_change_nothing(world: "World") -> None:
    from bonafix.repairs.actions.ending import cancel
    from bonafix.repairs.actions.steps import Step, take_step

    case = arranged(world)
    mine = world.repair(case.id).technician_id
    other = next(t for t in world.technicians if t != mine)
    step = Step(client_id=uuid4(), verb="depart", done_at=world.now)
    for actor in (world.technician(other), world.holder(uuid4())):
        with pytest.raises(NoSuchCase):
            take_step(actor, world.now, case.number, step)
    with pytest.raises(NotAllowed):
        take_step(world.staff("auditor"), world.now, case.number, step)
    with pytest.raises(NoSuchCase):
        cancel(world.holder(uuid4()), world.now, case.number, "solved")
    assert world.repair(case.id).status == "arranged"


def test_time_running_out_warns_then_says_that_the_promise_is_broken(world: "World") -> None:
    from bonafix.cases.models import Case
    from bonafix.repairs.actions.watch import on_deadline
    from bonafix.repairs.models import Promise

    case = arranged(world, urgent=True)
    warned = world.now + timedelta(minutes=20)
    on_deadline(world.operator_id, warned, case.id, "promise_warning")
    assert Promise.objects.get(case_id=case.id).warned_at == warned
    assert Case.objects.get(pk=case.id).owner == "dispatch"
    on_deadline(world.operator_id, world.now + timedelta(minutes=31), case.id, "promise_due")
    assert Promise.objects.get(case_id=case.id).status == "broken"
    assert Case.objects.get(pk=case.id).owner == "manager"


def test_after_a_whole_life_the_state_is_what_the_record_says(world: "World") -> None:
    from bonafix.ledger.anchors import anchor_operator
    from bonafix.repairs.actions.voucher import issue_guarantee

    case = up_to(world, "signed_off")
    issue_guarantee(world.system, world.now, case.id)
    assert anchor_operator(world.operator_id, world.now) is not None
    found = audit_operator(world.operator_id)
    assert found.faults == []
    assert found.rows > 20
    assert found.anchors == 1


def test_the_customer_is_told_what_the_table_of_states_says(world: "World") -> None:
    from bonafix.notices.models import Notice
    from bonafix.repairs.actions.arrange import reschedule
    from bonafix.repairs.actions.ending import cancel
    from bonafix.repairs.actions.voucher import issue_guarantee
    from bonafix.repairs.rules.states import TRANSITIONS
    from tests.repairs.test_branches import BRANCH_NOTICES

    case = up_to(world, "signed_off")
    issue_guarantee(world.system, world.now, case.id)
    world.report(number=2, address="许昌市鄢陵县人民路1号")
    third = arranged(world, number=3)
    reschedule(world.holder(third.id), world.now, third.number, [])
    cancel(world.holder(third.id), world.now, third.number, "solved")
    # By itself a report is accepted and arranged in one breath; doors have tests of their own.
    by_hand = {"accepted", "door_declined"}
    wanted = (
        {t.notice for t in TRANSITIONS if not t.notice.startswith("none: ")}
        - by_hand
        - BRANCH_NOTICES
        # At the door, by the technician's telephone: tests/repairs/test_late.py.
        - {"approved_there", "declined_there"}
    )
    assert wanted <= set(Notice.objects.values_list("kind", flat=True))


def test_a_signature_without_its_drawing_is_only_what_the_technician_was_told(
    world: "World",
) -> None:
    from bonafix.repairs.models import SignOff

    case = up_to(world, "signed_off")
    assert SignOff.objects.get(case_id=case.id).method == "told"

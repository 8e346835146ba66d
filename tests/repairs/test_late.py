"""Steps that waited on a device without signal: timed, in order, never lost, decided by people."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case
from bonafix.deadlines.queries import is_waiting, next_deadline
from bonafix.files.actions import read_file
from bonafix.kit.errors import Invalid, NotAllowed, Refused
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.duties import done
from bonafix.repairs.actions.elsewhere import take_back
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.actions.finish import sign_off
from bonafix.repairs.actions.late import late_steps, take_or_keep
from bonafix.repairs.actions.pictures import look_at, pictures_of, take_file
from bonafix.repairs.actions.steps import Step, TakenStep
from bonafix.repairs.errors import (
    NoSuchPicture,
    NothingOwed,
    QuoteDiffers,
    SignatureNeeded,
    WrongCode,
)
from bonafix.repairs.models import InstalledPart, Promise, Quote, SignOff, VisitStep
from bonafix.repairs.pictures import NotAPicture
from bonafix.repairs.rules.late import TooMuch, happened, is_late
from tests.support.lives import lead, let_pass
from tests.support.world import World, build

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now)


def photo(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG", exif=Image.Exif())
    return out.getvalue()


def picture(world: World, case: Case, who: UUID, kind: str, **more: Any) -> UUID:
    client_id = more.pop("client_id", uuid4())
    actor = world.technician(who)
    content = more.pop("content", photo())
    take_file(actor, world.now, case.number, client_id, kind, content, world.now)
    return client_id


def late(world: World, case: Case, who: UUID, verb: str, ago: int, **more: Any) -> TakenStep:
    """A step that was done `ago` minutes before it arrives."""
    step = Step(
        client_id=more.pop("client_id", uuid4()),
        verb=verb,
        done_at=world.now - ago * MINUTE,
        sent_at=more.pop("sent_at", world.now),
        kept=more.pop("kept", True),
        **more,
    )
    return take_or_keep(world.technician(who), world.now, case.number, step)


def who_goes(world: World, case: Case) -> UUID:
    technician = world.repair(case.id).technician_id
    assert technician is not None
    return technician


def entries(case: Case, kind: str) -> int:
    return Entry.objects.filter(stream_id=case.id, kind=kind).count()


def offline_visit(world: World, case: Case, who: UUID, code: str) -> Iterator[TakenStep]:
    """Everything from the door to the signature, as it arrives two hours later."""
    yield late(world, case, who, "arrive", 120, code=code)
    yield late(world, case, who, "quote", 110, lines=(("visit", 1), ("cylinder", 1)))
    signed = picture(world, case, who, "signature")
    yield late(world, case, who, "approve_there", 105, total_fen=17000, signature=signed)
    picture(world, case, who, "before")
    picture(world, case, who, "after")
    yield late(world, case, who, "repair", 60, parts=(("cylinder", "ZX-100/7"),))
    yield late(world, case, who, "sign_off", 55, method="signature", signature=signed)


# The whole visit -----------------------------------------------------------------------------


def test_a_visit_without_signal_is_taken_whole_with_both_clocks(world: World) -> None:
    case = lead(world, "under_way")
    who, code = who_goes(world, case), world.door_code(case.id)
    world.now += timedelta(hours=3)
    taken = list(offline_visit(world, case, who, code))
    assert [one.step.outcome for one in taken] == [
        *("arrived", "quoted", "approved", "repaired", "signed_off")
    ]
    repair = world.repair(case.id)
    assert repair.status == "signed_off"
    for one in taken:
        row = VisitStep.objects.get(pk=one.step.pk)
        assert row.recorded_at == row.sent_at == world.now
        assert row.done_at < world.now - 50 * MINUTE
    assert repair.arrived_at == world.now - 120 * MINUTE
    assert repair.signed_off_at == world.now - 55 * MINUTE
    assert InstalledPart.objects.get(case_id=case.id).serial == "ZX-100/7"
    signed = SignOff.objects.get(case_id=case.id)
    assert signed.method == "signature" and signed.signature_id is not None
    assert [p.kind for p in pictures_of(case.id)] == ["before", "after", "signature"]
    assert audit_operator(world.operator_id).faults == []


def test_a_promise_is_measured_from_when_it_happened_and_says_by_whose_clock(world: World) -> None:
    case = lead(world, "under_way")
    by = world.repair(case.id).arrive_by
    assert by is not None
    who, code = who_goes(world, case), world.door_code(case.id)
    world.now = by + timedelta(hours=2)
    late(world, case, who, "arrive", 125, code=code)
    promise = Promise.objects.get(case_id=case.id)
    assert (promise.status, promise.late_seconds, promise.measured_by) == ("kept", -300, "device")


def test_without_a_clock_of_the_device_the_promise_is_measured_by_ours(world: World) -> None:
    case = lead(world, "under_way")
    by = world.repair(case.id).arrive_by
    assert by is not None
    who, code = who_goes(world, case), world.door_code(case.id)
    world.now = by + 10 * MINUTE
    late(world, case, who, "arrive", 30, code=code, sent_at=None, kept=False)
    promise = Promise.objects.get(case_id=case.id)
    assert (promise.status, promise.late_seconds, promise.measured_by) == ("broken", 600, "")


T0 = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
instants = st.timedeltas(timedelta(days=-900), timedelta(days=900)).map(lambda span: T0 + span)


@given(done=instants, sent=instants, now=instants, earlier=st.lists(instants, max_size=3))
@example(done=T0, sent=T0, now=T0, earlier=[])
@example(done=T0, sent=T0 - MINUTE, now=T0, earlier=[])
def test_nothing_happens_in_the_future_or_before_what_is_on_record(
    done: datetime, sent: datetime, now: datetime, earlier: list[datetime]
) -> None:
    at = happened(done, sent, now, earlier)
    assert at <= now
    assert all(at >= one for one in earlier if one <= now)


@given(wrong=st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_clock_that_is_wrong_all_the_time_makes_no_difference(wrong: timedelta) -> None:
    done, sent = T0 - timedelta(hours=2), T0
    assert happened(done + wrong, sent + wrong, T0, []) == done


@pytest.mark.parametrize(("seconds", "late_"), [(0, False), (119, False), (120, True)])
def test_a_step_is_late_from_two_minutes_on(seconds: int, late_: bool) -> None:
    assert is_late(T0 - timedelta(seconds=seconds), T0, kept=False) is late_
    assert is_late(T0, T0, kept=True)


# Late, and the house has gone on ------------------------------------------------------------


def test_a_take_back_followed_by_late_steps_ends_with_a_person_and_both_versions(
    world: World,
) -> None:
    case = lead(world, "under_way")
    first, code = who_goes(world, case), world.door_code(case.id)
    dispatcher = world.staff("dispatcher")
    take_back(dispatcher, world.now, case.number, "silent")
    arrange_visit(world.system, world.now, case.id)
    second = who_goes(world, case)
    assert second != first
    world.now += timedelta(hours=3)
    answers = list(offline_visit(world, case, first, code))
    assert {one.step.outcome for one in answers} == {"conflict"}
    # The house's version is untouched …
    repair = world.repair(case.id)
    assert (repair.status, repair.technician_id) == ("arranged", second)
    assert Promise.objects.get(case_id=case.id, status="open")
    # … the device's is whole, in order, with what belongs to each step …
    told = late_steps(case.id)
    assert [one.step.verb for one in told] == [
        *("arrive", "quote", "approve_there", "repair", "sign_off")
    ]
    assert told[0].content["code_fits"] in (True, False)
    assert code not in str([one.content for one in told])
    assert told[1].content["lines"] == [["visit", 1], ["cylinder", 1]]
    assert told[3].content["parts"] == [["cylinder", "ZX-100/7"]]
    assert len(pictures_of(case.id)) == 3
    # … and one person owes a decision, once.
    assert entries(case, "repairs.late_step_kept") == 5
    assert Case.objects.get(pk=case.id).owner == "dispatch"
    assert is_waiting(("case", case.id), "settle_conflict")
    with pytest.raises(Invalid):
        done(dispatcher, world.now, case.number, "settle_conflict", "whatever")
    done(dispatcher, world.now, case.number, "settle_conflict", "device")
    assert {one.step.settled_as for one in late_steps(case.id)} == {"device"}
    assert not is_waiting(("case", case.id), "settle_conflict")
    assert Case.objects.get(pk=case.id).owner == "technician"
    with pytest.raises(NothingOwed):
        done(dispatcher, world.now, case.number, "settle_conflict", "device")
    assert audit_operator(world.operator_id).faults == []


def test_a_late_step_of_a_cancelled_case_still_reaches_a_person(world: World) -> None:
    case = lead(world, "under_way")
    who, code = who_goes(world, case), world.door_code(case.id)
    cancel(world.holder(case.id), world.now, case.number, "customer")
    world.now += timedelta(hours=1)
    assert late(world, case, who, "arrive", 90, code=code).step.outcome == "conflict"
    closed = Case.objects.get(pk=case.id)
    assert (closed.status, closed.owner) == ("closed", "dispatch")
    due = next_deadline(("case", case.id))
    assert due is not None and due.name == "settle_conflict"
    let_pass(world, case, due.due_at)
    assert Case.objects.get(pk=case.id).owner == "manager"
    assert is_waiting(("case", case.id), "settle_conflict"), "it is asked for again"
    done(world.staff("manager"), due.due_at, case.number, "settle_conflict", "record")
    assert Case.objects.get(pk=case.id).owner == "nobody"


def test_a_case_that_ends_while_a_conflict_is_open_keeps_its_person(world: World) -> None:
    case = lead(world, "under_way")
    first = who_goes(world, case)
    take_back(world.staff("dispatcher"), world.now, case.number, "silent")
    late(world, case, first, "arrive", 30, code="0000")
    cancel(world.holder(case.id), world.now, case.number, "customer")
    assert Case.objects.get(pk=case.id).owner == "dispatch"


def test_a_replayed_late_step_is_one_step_with_the_first_answer(world: World) -> None:
    case = lead(world, "under_way")
    who = who_goes(world, case)
    take_back(world.staff("dispatcher"), world.now, case.number, "silent")
    client_id = uuid4()
    first, *again = (
        late(world, case, who, "arrive", 30, code="0000", client_id=client_id) for _ in range(3)
    )
    assert {one.step.pk for one in again} == {first.step.pk}
    assert [one.replayed for one in again] == [True, True]
    assert entries(case, "repairs.late_step_kept") == 1


def test_what_the_customer_said_meanwhile_is_no_conflict_with_the_same_word(world: World) -> None:
    case = lead(world, "repaired")
    who = who_goes(world, case)
    sign_off(world.holder(case.id), world.now, case.number, "page")
    answer = late(world, case, who, "sign_off", 20, method="told")
    assert (answer.step.outcome, answer.step.kept_because) == ("signed_off", "")
    assert not is_waiting(("case", case.id), "settle_conflict")


def test_a_wrong_code_is_counted_and_a_kept_one_reaches_a_person(world: World) -> None:
    case = lead(world, "under_way")
    who, code = who_goes(world, case), world.door_code(case.id)
    wrong = f"{(int(code) + 1) % 10000:04d}"
    with pytest.raises(WrongCode):
        late(world, case, who, "arrive", 30, code=wrong, kept=False)
    assert world.repair(case.id).code_tries == 1
    answer = late(world, case, who, "arrive", 30, code=wrong)
    assert (answer.step.outcome, answer.step.kept_because) == ("conflict", "wrong_door_code")
    repair = world.repair(case.id)
    assert (repair.status, repair.code_tries) == ("under_way", 2)


def test_somebody_who_never_had_the_visit_is_refused_and_nothing_is_kept(world: World) -> None:
    case = lead(world, "under_way")
    other = next(one for one in world.technicians if one != who_goes(world, case))
    before = Entry.objects.filter(stream_id=case.id).count()
    with pytest.raises((NotAllowed, NoSuchCase)):
        late(world, case, other, "arrive", 30, code="0000")
    with pytest.raises((NotAllowed, NoSuchCase)):
        picture(world, case, other, "before")
    assert Entry.objects.filter(stream_id=case.id).count() == before


def test_a_step_that_is_sent_as_it_is_done_is_refused_as_ever(world: World) -> None:
    case = lead(world, "arrived")
    who = who_goes(world, case)
    with pytest.raises(Refused):
        late(world, case, who, "depart", 1, kept=False)
    assert not is_waiting(("case", case.id), "settle_conflict")


def test_far_too_much_is_refused_in_one_step(world: World) -> None:
    case = lead(world, "under_way")
    who = who_goes(world, case)
    take_back(world.staff("dispatcher"), world.now, case.number, "silent")
    with pytest.raises(TooMuch):
        late(world, case, who, "arrive", 30, why="长" * 9000)
    assert late_steps(case.id) == []


# At the door ---------------------------------------------------------------------------------


def test_a_quote_is_approved_on_the_technicians_telephone_with_a_signature(world: World) -> None:
    case = lead(world, "quoted")
    who = who_goes(world, case)
    for wrong, total, signature in (
        (SignatureNeeded, 17000, None),
        (QuoteDiffers, 100, None),
        (NoSuchPicture, 17000, uuid4()),
        (NoSuchPicture, 17000, picture(world, case, who, "before")),
    ):
        with pytest.raises(wrong):
            world.step(case, "approve_there", total_fen=total, signature=signature)
        assert world.repair(case.id).status == "quoted"
    signed = picture(world, case, who, "paper")
    world.step(case, "approve_there", total_fen=17000, signature=signed)
    quote = Quote.objects.get(case_id=case.id)
    assert (quote.status, world.repair(case.id).status) == ("approved", "approved")
    assert quote.signature_id is not None
    assert Notice.objects.filter(kind="approved_there").count() == 1


def test_a_quote_is_declined_on_the_technicians_telephone_and_the_customer_is_told(
    world: World,
) -> None:
    case = lead(world, "quoted")
    world.step(case, "decline_there")
    assert world.repair(case.id).status == "declined"
    assert Notice.objects.filter(kind="declined_there").count() == 1


def test_a_difference_to_the_approved_quote_needs_a_reason_and_a_picture(world: World) -> None:
    case = lead(world, "approved")
    who = who_goes(world, case)
    lines = (("visit", 1), ("cylinder", 2))
    shown = picture(world, case, who, "difference")
    for why, seen in (("", shown), ("greed", shown), ("more_work", None), ("more_work", uuid4())):
        with pytest.raises(Invalid):
            world.step(case, "requote", lines=lines, why=why, picture=seen)
        assert world.repair(case.id).status == "approved"
    world.step(case, "requote", lines=lines, why="hidden_damage", picture=shown)
    assert world.repair(case.id).status == "quoted"
    states = dict(Quote.objects.filter(case_id=case.id).values_list("status", "total_fen"))
    assert states == {"replaced": 17000, "offered": 29000}
    offered = world.open_quote(case.id)
    assert offered.why == "hidden_damage" and offered.picture_id is not None


@pytest.mark.parametrize("wrong", [("gold", "A1"), ("cylinder", ""), ("cylinder", "王 先生")])
def test_parts_are_of_the_approved_quote_and_have_a_serial(
    world: World, wrong: tuple[str, str]
) -> None:
    case = lead(world, "approved")
    with pytest.raises(Invalid):
        world.step(case, "repair", parts=(wrong,))
    assert world.repair(case.id).status == "approved"


# Pictures ------------------------------------------------------------------------------------


def test_a_picture_goes_into_custody_once_as_it_was_taken(world: World) -> None:
    case = lead(world, "arrived")
    who, client_id = who_goes(world, case), uuid4()
    for _twice in range(2):
        picture(world, case, who, "before", client_id=client_id, content=photo("blue"))
    (row,) = pictures_of(case.id)
    kept = read_file(world.system, world.now, row.file_id, "visit test")
    assert kept == photo("blue")
    seen = look_at(world.staff("agent"), world.now, case.number, row.id)
    assert seen[:3] == b"\xff\xd8\xff" and seen != kept
    assert Entry.objects.filter(kind="files.read").count() == 2
    with pytest.raises(NotAllowed):
        look_at(world.holder(uuid4()), world.now, case.number, row.id)


@pytest.mark.parametrize("content", [b"", b"<svg onload='x'/>", b"\xff\xd8\xff broken", b"%PDF-1"])
def test_what_is_no_picture_is_refused_by_the_child(world: World, content: bytes) -> None:
    case = lead(world, "arrived")
    who = who_goes(world, case)
    with pytest.raises(NotAPicture):
        picture(world, case, who, "before", content=content)
    with pytest.raises(Invalid):
        picture(world, case, who, "selfie")
    assert pictures_of(case.id) == []

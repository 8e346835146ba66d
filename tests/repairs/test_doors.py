"""Opening a door: who is sent, what is shown first, and the way out that no promise closes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number
from bonafix.deadlines.queries import next_deadline
from bonafix.dispatch.queries import booking_of
from bonafix.kit.errors import BonafixError, Invalid, NotAllowed
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.notices.texts import KINDS as NOTICES
from bonafix.operators.models import Operator
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.arrange import arrange_visit, assign_technician
from bonafix.repairs.actions.permits import add_permit, end_permit
from bonafix.repairs.actions.second import resume
from bonafix.repairs.errors import (
    NoPermit,
    NoSuchPicture,
    NotAnOpening,
    ProofsMissing,
    SignatureNeeded,
)
from bonafix.repairs.models import DoorDecline, DoorProof, LocalPermit, Promise, Quote, VisitStep
from bonafix.repairs.own import RepairData, RepairRetention
from bonafix.repairs.rules.doors import DECLINE
from bonafix.repairs.rules.states import OutOfOrder
from tests.support.doors import SHOWN, permit, picture, proofs, prove, ready, teach
from tests.support.lives import lead
from tests.support.world import World, build

LINES = (("visit", 1),)


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now)


def opening(world: World, status: str, number: int = 0, **given: Any) -> Case:
    return lead(world, status, number, kind="door_open", **given)


def entries(case: Case) -> int:
    return Entry.objects.filter(stream_id=case.id).count()


# Who is sent.


def test_who_has_no_local_permit_is_not_sent(world: World) -> None:
    teach(world)
    case = opening(world, "accepted")
    assert arrange_visit(world.system, world.now, case.id) is None
    with pytest.raises(NoPermit):
        assign_technician(world.staff("dispatcher"), world.now, case.number, world.technicians[0])
    assert booking_of(case.id) is None
    permit(world, world.technicians[1])
    booking = arrange_visit(world.system, world.now, case.id)
    assert booking is not None
    assert booking.technician_id == world.technicians[1]


def test_a_permit_without_the_skill_and_a_skill_without_the_permit_send_nobody(
    world: World,
) -> None:
    permit(world, world.technicians[0])
    teach(world, world.technicians[1])
    case = opening(world, "accepted")
    assert arrange_visit(world.system, world.now, case.id) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"region": "2301"},
        {"since": timedelta(days=1), "until": timedelta(days=30)},
        {"until": timedelta(hours=1)},
    ],
    ids=["elsewhere", "not-yet", "over-before-the-visit-may-be"],
)
def test_a_permit_of_another_place_or_time_sends_nobody(
    world: World, wrong: dict[str, Any]
) -> None:
    teach(world)
    at = {k: world.now + v if isinstance(v, timedelta) else v for k, v in wrong.items()}
    permit(world, **at)
    case = opening(world, "accepted")
    assert arrange_visit(world.system, world.now, case.id) is None


def test_a_permit_that_was_ended_meanwhile_stops_the_visit_before_it_begins(world: World) -> None:
    ready(world)
    case = opening(world, "arranged")
    with begin(world.staff("manager"), world.now) as act:
        end_permit(act, LocalPermit.objects.get().id)
    with pytest.raises(NoPermit):
        world.step(case, "depart")
    assert world.repair(case.id).status == "arranged"


def test_a_permit_that_was_ended_on_the_way_opens_no_door(world: World) -> None:
    ready(world)
    case = opening(world, "arrived")
    with begin(world.staff("manager"), world.now) as act:
        end_permit(act, LocalPermit.objects.get().id)
    with pytest.raises(NoPermit):
        prove(world, case)
    assert not DoorProof.objects.exists()


def test_neither_outlet_nor_technician_puts_a_permit_on_file_for_itself(world: World) -> None:
    row = permit(world)
    for actor in (world.outlet(world.outlet_id), world.technician(world.technicians[0])):
        given = {"skill": "door_open", "region_code": "14", "document_id": row.document_id}
        days = {"valid_from": world.now, "valid_to": world.now + timedelta(days=1)}
        with pytest.raises(NotAllowed), begin(actor, world.now) as act:
            add_permit(act, holder_id=world.outlet_id, **given, **days)
        with pytest.raises(NotAllowed), begin(actor, world.now) as act:
            end_permit(act, row.id)
    assert LocalPermit.objects.count() == 1


# What is shown first.


def test_no_price_and_no_work_before_the_proofs_are_on_record(world: World) -> None:
    ready(world)
    case = opening(world, "arrived")
    before = entries(case)
    with pytest.raises(ProofsMissing):
        world.step(case, "quote", lines=LINES)
    assert entries(case) == before
    prove(world, case)
    world.step(case, "quote", lines=LINES)
    row = DoorProof.objects.get(case_id=case.id)
    assert unseal(bytes(row.witness_name)) == SHOWN["witness_name"]
    assert row.identity_number is not None
    assert unseal(bytes(row.identity_number)) == SHOWN["identity_number"]
    assert (row.unverified, row.rules) == (True, [])
    assert row.kept_until >= world.now + timedelta(days=92)
    assert row.signature_id != row.witness_signature_id
    shown = b"".join(bytes(e.body) for e in Entry.objects.filter(stream_id=case.id))
    assert SHOWN["witness_name"].encode() not in shown
    assert SHOWN["identity_number"].encode() not in shown
    assert audit_operator(world.operator_id).faults == []


def test_a_whole_opening_ends_with_a_guarantee(world: World) -> None:
    ready(world)
    case = opening(world, "guaranteed")
    assert DoorProof.objects.filter(case_id=case.id).count() == 1
    assert audit_operator(world.operator_id).faults == []


@pytest.mark.parametrize("missing", ["proofs", "signature", "witness", "wrong_kind", "unknown"])
def test_an_opening_needs_both_signatures(world: World, missing: str) -> None:
    ready(world)
    case = opening(world, "arrived")
    given, signed = proofs(world, case), picture(world, case, "signature")
    wrong: dict[str, Any] = {
        "proofs": None,
        "signature": type(given)(given.shown, None, given.witness_signature),
        "witness": type(given)(given.shown, given.signature, None),
        # The customer's own signature is not the witness's.
        "wrong_kind": type(given)(given.shown, given.signature, signed),
        "unknown": type(given)(given.shown, uuid4(), given.witness_signature),
    }
    refusals = {"proofs": Invalid, "signature": SignatureNeeded, "witness": SignatureNeeded}
    before = entries(case)
    with pytest.raises(refusals.get(missing, NoSuchPicture)):
        world.step(case, "prove_door", proofs=wrong[missing])
    assert not DoorProof.objects.exists()
    assert entries(case) == before


def test_proofs_that_are_sent_twice_are_one_record(world: World) -> None:
    ready(world)
    case = opening(world, "arrived")
    given, client_id = proofs(world, case), uuid4()
    first = world.step(case, "prove_door", proofs=given, client_id=client_id)
    again = world.step(case, "prove_door", proofs=given, client_id=client_id)
    assert (first.replayed, again.replayed) == (False, True)
    assert DoorProof.objects.count() == 1


def test_a_second_visit_is_proved_anew(world: World) -> None:
    ready(world)
    case = opening(world, "arrived")
    prove(world, case)
    world.now += timedelta(minutes=1)
    world.step(case, "adjourn", why="part", expected_at=world.now + timedelta(hours=1))
    world.now += timedelta(hours=2)
    resume(world.staff("agent"), world.now, case.number)
    arrange_visit(world.system, world.now, case.id)
    world.step(case, "arrive", code=world.door_code(case.id))
    with pytest.raises(ProofsMissing):
        world.step(case, "quote", lines=LINES)


def test_a_visit_that_opens_nothing_has_no_such_steps(world: World) -> None:
    case = lead(world, "arrived")
    for verb, more in (("prove_door", {}), ("decline_door", {"why": "unsure"})):
        with pytest.raises(NotAnOpening):
            world.step(case, verb, **more)
    world.step(case, "quote", lines=LINES)


def test_nobody_else_proves_or_declines(world: World) -> None:
    ready(world)
    case = opening(world, "arrived")
    who = world.repair(case.id).technician_id
    other = next(one for one in world.technicians if one != who)
    from bonafix.repairs.actions.steps import Step, take_step

    for verb in ("prove_door", "decline_door"):
        step = Step(uuid4(), verb, world.now, why="unsure")
        with pytest.raises((NotAllowed, NoSuchCase)):
            take_step(world.technician(other), world.now, case.number, step)
    assert world.repair(case.id).status == "arrived"


# The way out.


@pytest.mark.parametrize("status", ["under_way", "arrived", "quoted", "approved"])
def test_a_lock_is_not_opened_whatever_was_promised(world: World, status: str) -> None:
    ready(world)
    case = opening(world, status)
    taken = world.step(case, "decline_door", why="no_right")
    repair = world.repair(case.id)
    assert (taken.step.outcome, repair.status) == ("not_opened", "not_opened")
    assert not Promise.objects.filter(case_id=case.id, status="open").exists()
    if status == "under_way":
        promise = Promise.objects.get(case_id=case.id)
        assert (promise.status, promise.released_because) == ("released", "door_declined")
    assert booking_of(case.id) is None
    assert not Quote.objects.filter(case_id=case.id, status__in=["offered", "approved"]).exists()
    row = DoorDecline.objects.get(case_id=case.id)
    assert (row.why, row.stage) == ("no_right", status)
    assert row.kept_until >= world.now + timedelta(days=92)
    assert Notice.objects.filter(case_id=case.id, kind="door_declined").count() == 1
    due = next_deadline(("case", case.id))
    assert (by_number(case.number).owner, due and due.name) == ("desk", "close_case")
    assert audit_operator(world.operator_id).faults == []


@pytest.mark.parametrize("status", ["repaired", "arranged"])
def test_after_the_work_nothing_is_declined_any_more(world: World, status: str) -> None:
    ready(world)
    case = opening(world, status)
    before = entries(case)
    with pytest.raises(OutOfOrder):
        world.step(case, "decline_door", why="unsure")
    assert entries(case) == before


def test_a_withdrawn_consent_does_not_hold_a_technician_at_a_door(world: World) -> None:
    from bonafix.repairs.actions.duties import owe

    ready(world)
    case = opening(world, "arrived")
    with begin(world.staff("agent"), world.now) as act:
        owe(act, act.lock(Case, case.id), "consent_withdrawn")
    with pytest.raises(BonafixError):
        prove(world, case)
    world.step(case, "decline_door", why="unsure")
    assert world.repair(case.id).status == "not_opened"


def test_a_lock_stays_closed_for_one_of_five_words_that_accuse_nobody(world: World) -> None:
    ready(world)
    case = opening(world, "arrived")
    with pytest.raises(Invalid):
        world.step(case, "decline_door", why="he looks like a thief")
    assert DECLINE == ("no_identity", "no_right", "no_witness", "unsure", "customer_asks")
    said = str(NOTICES["door_declined"])
    assert "110" in said
    assert "property office" in said
    assert not {"suspect", "thief", "fraud", "illegal", "refused"} & set(said.lower().split())


def test_an_opening_is_kept_for_three_months_whoever_asks_for_erasure(world: World) -> None:
    ready(world)
    case = opening(world, "arrived")
    prove(world, case)
    world.step(case, "decline_door", why="unsure")
    from bonafix.repairs.actions.finish import close

    close(world.system, world.now, case.id)
    customer = world.repair(case.id).customer_id
    kept = {one.code: one for one in RepairRetention().kept(customer, world.now)}
    until = kept["door_record"].until
    assert until is not None
    assert until >= world.now + timedelta(days=92)
    assert not RepairRetention().kept(customer, until)
    told = RepairData().data_of(customer)["repairs"][0]["door"][0]
    assert told["identity_number"] == SHOWN["identity_number"]
    assert SHOWN["witness_name"] not in str(told), "the witness is somebody else"


# Without signal, and by the API.


def test_a_price_without_proofs_that_waited_on_a_device_reaches_a_person(world: World) -> None:
    from bonafix.repairs.actions.late import take_or_keep
    from bonafix.repairs.actions.steps import Step

    ready(world)
    case = opening(world, "arrived")
    who = world.technician(world.repair(case.id).technician_id)  # type: ignore[arg-type]
    step = Step(uuid4(), "quote", world.now, lines=LINES, sent_at=world.now, kept=True)
    taken = take_or_keep(who, world.now, case.number, step)
    assert taken.step.outcome == "conflict"
    assert VisitStep.objects.get(client_id=step.client_id).kept_because == "proofs_missing"
    assert world.repair(case.id).status == "arrived"


# Kinds without a fault.


@pytest.mark.parametrize("kind", ["inspection", "installation", "maintenance"])
def test_a_visit_is_booked_without_a_fault(world: World, kind: str) -> None:
    case = lead(world, "guaranteed", kind=kind, fault=None, description="")
    repair = world.repair(case.id)
    assert (repair.kind, repair.fault_id) == (kind, None)


def test_a_repair_still_says_what_is_wrong_and_an_unknown_kind_is_refused(world: World) -> None:
    before = Case.objects.count()
    for wrong in ({"description": ""}, {"kind": "burglary"}):
        with pytest.raises(BonafixError):
            world.report(1, **wrong)
    assert Case.objects.count() == before

"""Any life of a repair: never without owner and deadline, never work before code and yes."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bonafix.cases.models import Case
from bonafix.deadlines.queries import next_deadline
from bonafix.dispatch.models import Booking
from bonafix.kit.errors import BonafixError
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.accept import accept, offer_help
from bonafix.repairs.actions.arrange import arrange_visit, reschedule
from bonafix.repairs.actions.elsewhere import hand_back, take_back
from bonafix.repairs.actions.ending import abandon, cancel, merge
from bonafix.repairs.actions.finish import answer_quote, close
from bonafix.repairs.actions.inspecting import Found, call_off
from bonafix.repairs.actions.moving import is_proved
from bonafix.repairs.actions.pictures import take_file
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.actions.second import resume
from bonafix.repairs.actions.taking_on import lapse, take_on
from bonafix.repairs.actions.voucher import issue_guarantee
from bonafix.repairs.models import Promise, Quote
from bonafix.repairs.rules.kinds import DOOR_VERBS
from bonafix.repairs.rules.states import BY_VERB, ENDS, STATES, TRANSITIONS
from tests.support import doors
from tests.support.lives import lead, let_pass
from tests.support.world import PLACE, World, build

Take = Callable[[World, Case], object]
WORKING = {"approved", "repaired", "signed_off", "guaranteed"}
BOOKED = {"arranged", "under_way", "arrived", "quoted", "approved", "repaired"}


def _place(world: World, case: Case) -> None:
    from bonafix.intake.actions import set_place

    set_place(world.staff("agent"), world.now, case.number, PLACE)


def _answer(agreed: bool) -> Take:
    return lambda w, c: answer_quote(
        w.holder(c.id), w.now, c.number, w.open_quote(c.id).id, agreed=agreed
    )


def _miss(world: World, case: Case) -> None:
    arrives = world.repair(case.id).arrive_from or world.now
    world.now = max(world.now, arrives + timedelta(minutes=15))
    world.step(case, "miss")


def _merge(world: World, case: Case) -> None:
    party = world.repair(case.id).customer
    name, phone = (unseal(bytes(cell or b"")) or "" for cell in (party.name, party.phone))
    twin = world.report(name=name, phone=phone).case
    merge(world.staff("agent"), world.now, case.number, twin.number)


def _step(verb: str, **more: Any) -> Take:
    return lambda w, c: w.step(c, verb, **more)


def _picture(world: World, case: Case, kind: str) -> UUID:
    who, client_id = world.repair(case.id).technician_id, uuid4()
    assert who is not None
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    given = (client_id, kind, content.getvalue(), world.now)
    take_file(world.technician(who), world.now, case.number, *given)
    return client_id


def _approve_there(world: World, case: Case) -> None:
    total = world.open_quote(case.id).total_fen
    signed = _picture(world, case, "signature")
    world.step(case, "approve_there", total_fen=total, signature=signed)


def _requote(world: World, case: Case) -> None:
    shown = _picture(world, case, "difference")
    world.step(case, "requote", lines=(("visit", 1),), why="less_work", picture=shown)


def _inspect(world: World, case: Case) -> None:
    _picture(world, case, "before")
    world.step(case, "inspect", found=Found("no_fault_seen", "锁舌来回顺畅，试了十次都能锁上。"))


TAKE: dict[str, Take] = {
    "inspect": _inspect,
    "call_off": lambda w, c: call_off(w.system, w.now, c.number),
    "approve_there": _approve_there,
    "decline_there": _step("decline_there"),
    "requote": _requote,
    "accept": lambda w, c: accept(w.staff("agent"), w.now, c.number),
    "place": _place,
    "offer_help": lambda w, c: offer_help(w.staff("agent"), w.now, c.number, "remote_help"),
    "arrange": lambda w, c: arrange_visit(w.system, w.now, c.id),
    "reschedule": lambda w, c: reschedule(w.staff("agent"), w.now, c.number, []),
    "depart": _step("depart"),
    "arrive": lambda w, c: w.step(c, "arrive", code=w.door_code(c.id)),
    "quote": _step("quote", lines=(("visit", 1), ("cylinder", 2))),
    "approve": _answer(True),
    "decline": _answer(False),
    "repair": _step("repair"),
    "sign_off": _step("sign_off", method="signature"),
    "guarantee": lambda w, c: issue_guarantee(w.system, w.now, c.id),
    "close": lambda w, c: close(w.staff("agent"), w.now, c.id),
    "cancel": lambda w, c: cancel(w.holder(c.id), w.now, c.number, "customer"),
    "take_back": lambda w, c: take_back(w.staff("dispatcher"), w.now, c.number, "late"),
    "take_on": lambda w, c: take_on(w.outlet(w.outlet_id), w.now, c.number),
    "lapse": lambda w, c: lapse(w.operator_id, w.now, c.id),
    "refuse": _step("refuse", why="no_time"),
    "hand_back": lambda w, c: hand_back(w.outlet(w.outlet_id), w.now, c.number, "ill"),
    "miss": _miss,
    "adjourn": lambda w, c: w.step(c, "adjourn", why="part", expected_at=w.now),
    "resume": lambda w, c: resume(w.staff("agent"), w.now, c.number),
    "merge": _merge,
    "abandon": lambda w, c: abandon(w.staff("manager"), w.now, c.number),
    "prove_door": doors.prove,
    "decline_door": _step("decline_door", why="unsure"),
}
# A report is filed and judged in one action; nothing else begins with nothing.
BEGINNINGS = {"report", "wait"}
PAIRS = [(t.verb, before) for t in TRANSITIONS if t.verb not in BEGINNINGS for before in t.before]


def check(world: World, case: Case) -> None:
    """What holds of a case whatever has happened to it."""
    case.refresh_from_db()
    repair = world.repair(case.id)
    due = next_deadline(("case", case.id))
    ended = repair.status in ENDS
    assert (case.owner == "nobody") == ended
    assert ended or due is not None, f"{repair.status} is owed by nobody"
    active = Booking.objects.filter(case_id=case.id, status="active").count()
    assert active == (repair.status in BOOKED), repair.status
    open_promises = Promise.objects.filter(case_id=case.id, status="open").count()
    assert open_promises <= 1
    assert not (ended and open_promises), "an end leaves no promise open"
    if repair.status in WORKING:
        assert repair.arrived_at is not None, "no work before the code"
        assert Quote.objects.filter(case_id=case.id, status="approved").count() == 1
        assert repair.kind != "door_open" or is_proved(repair), "no work before the proofs"


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now, technicians=3, days=30)


def ask_outlets(world: World) -> None:
    """From now on outlets say yes first."""
    asked = {"accept_minutes": 30, "accept_urgent_minutes": 3}
    publish_policy(world.staff("manager"), world.now, world.now, asked)


def begin_at(world: World, status: str, verb: str) -> Case:
    """A case in that state; of the few that `lead` does not know, by their own verb."""
    if verb in ("take_on", "lapse"):
        ask_outlets(world)
    if verb in DOOR_VERBS or status == "not_opened":
        doors.ready(world)
        case = lead(world, "under_way" if status == "not_opened" else status, kind="door_open")
        if status == "not_opened":
            TAKE["decline_door"](world, case)
        return case
    if verb in ("inspect", "call_off") or status == "inspected":
        case = lead(world, "arrived" if status == "inspected" else status, kind="inspection")
        if status == "inspected":
            _inspect(world, case)
        return case
    if status != "declined":
        return lead(world, status)
    case = lead(world, "quoted")
    TAKE["decline"](world, case)
    return case


@pytest.mark.parametrize(("verb", "before"), PAIRS, ids=[f"{v}-from-{b}" for v, b in PAIRS])
def test_every_way_is_really_gone_and_leaves_owner_and_deadline(
    world: World, verb: str, before: str
) -> None:
    case = begin_at(world, before, verb)
    TAKE[verb](world, case)
    kinds = set(Entry.objects.filter(stream_id=case.id).values_list("kind", flat=True))
    assert BY_VERB[verb].kind in kinds
    check(world, case)


def enabled(world: World, case: Case) -> list[str]:
    status = world.repair(case.id).status
    return [verb for verb, before in PAIRS if before == status]


@given(data=st.data())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_people_do_in_whatever_order_no_case_is_without_owner_and_deadline(
    world: World, data: st.DataObject
) -> None:
    start = world.now
    with undone():
        doors.ready(world)
        if data.draw(st.booleans(), "outlets are asked"):
            ask_outlets(world)
        urgent = data.draw(st.booleans(), "urgent")
        kind = data.draw(st.sampled_from(["repair", "door_open", "inspection"]), "kind")
        number = data.draw(st.integers(0, 50), "customer")
        case = world.report(number, urgent=urgent, kind=kind).case
        check(world, case)
        for _turn in range(14):
            if not (ways := enabled(world, case)):
                break
            world.now += timedelta(minutes=data.draw(st.integers(0, 400), "minutes"))
            let_pass(world, case, world.now)
            check(world, case)
            anything = st.one_of(st.sampled_from(ways), st.sampled_from(sorted(TAKE)))
            attempt(world, case, data.draw(anything, "verb"))
            check(world, case)
        assert audit_operator(world.operator_id).faults == []
    world.now = start


def attempt(world: World, case: Case, verb: str) -> None:
    """Out of order it is refused, and nothing has changed."""
    status = world.repair(case.id).status
    before = Entry.objects.filter(stream_id=case.id).count()
    try:
        with transaction.atomic():
            TAKE[verb](world, case)
    except (BonafixError, Quote.DoesNotExist, AssertionError):
        assert world.repair(case.id).status == status
        assert Entry.objects.filter(stream_id=case.id).count() == before
    else:
        moved = world.repair(case.id).status
        assert moved == status or status in BY_VERB[verb].before, f"{verb} from {status}"


class undone:
    """Everything inside is rolled back, as if it had not been."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(*error)


def test_every_state_is_where_some_way_begins_or_ends() -> None:
    walked = {before for _verb, before in PAIRS}
    assert walked | ENDS == set(STATES)

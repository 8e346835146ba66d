"""A claim that nobody moves comes up to a manager, who is told, then reminded weekly."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case
from bonafix.cases.rules import UP, goes_up_to, pause
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.duties import ask_person, done, open_duties
from bonafix.claims.actions.pictures import add_picture, look_at
from bonafix.claims.actions.watch import on_deadline
from bonafix.claims.rules.states import STATES
from bonafix.config.events import _notice_failed
from bonafix.deadlines.loop import fire_due
from bonafix.deadlines.queries import next_deadline
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.models import Notice
from bonafix.operators.actors import Actor
from tests.support.claims import ClaimWorld, build_claims, lead_claim, picture
from tests.support.desk import logged_in

LONG = timedelta(days=35)
LATE_OF_OUR_OWN = ("evidenced", "inspecting", "reviewing", "confirming", "granted", "appealed")


def wait(world: ClaimWorld, case: Case) -> list[str]:
    """The clock goes on and nobody does anything; who had the case, in turn."""
    owners = [Case.objects.get(pk=case.id).owner]
    while (due := next_deadline(("case", case.id))) is not None:
        if due.due_at > world.now + LONG:
            break
        fire_due(due.due_at, limit=10)
        on_deadline(world.operator_id, due.due_at, case.id, due.name)
        owner = Case.objects.get(pk=case.id).owner
        owners += [owner] if owner != owners[-1] else []
    return owners


@pytest.mark.parametrize("status", LATE_OF_OUR_OWN)
def test_a_claim_that_our_own_people_leave_comes_up_and_a_manager_is_told(
    world: ClaimWorld, status: str
) -> None:
    logged_in(world, "manager").post("/staff/overview/phone/", {"phone": "13877776666"})
    case = lead_claim(world, status)
    assert wait(world, case) == [STATES[status].owner, "manager"]
    rows = Entry.objects.filter(stream_id=case.id, kind="claims.step_overdue")
    # Up, after a day, and then weekly: not every four hours for ever.
    assert 4 <= rows.count() <= 7
    told = Notice.objects.filter(case_id=case.id, kind="case_waits")
    assert told.count() == rows.count()
    assert world.claim(case).status == status
    assert audit_operator(world.operator_id).faults == []
    # A message that did not reach a manager is no reason to call the buyer.
    _notice_failed(
        world.operator_id, world.now, notice_id=str(told[0].id), case_id=str(case.id), why="x"
    )
    assert open_duties(case.id) == []


@example("reviewer")
@example("manager")
@given(st.text(max_size=12))
def test_whoever_is_late_it_ends_at_a_manager_and_the_pauses_grow(owner: str) -> None:
    after = goes_up_to(owner)
    assert goes_up_to(goes_up_to(after)) in ("manager", owner)
    assert pause(owner, after) <= pause("manager", "manager")
    assert set(UP.values()) <= set(UP)


def test_a_stranger_is_told_of_a_claim_as_of_a_number_that_nobody_has(world: ClaimWorld) -> None:
    case = lead_claim(world, "answering")
    other = build_claims(world.operator_id, world.now, name="别人", phone="+8613900002222")
    strangers: tuple[Actor, ...] = (other.merchant, other.buyer(), other.staff("technician"))
    before = Entry.objects.count()
    for actor in strangers:
        for doing in (
            lambda who: answer(who, world.now, case.number, "accept"),
            lambda who: ask_person(who, world.now, case.number),
            lambda who: done(who, world.now, case.number, "call_back"),
            lambda who: look_at(who, world.now, case.number, case.id),
            lambda who: add_picture(who, world.now, case.number, "detail", picture(1)),
        ):
            with pytest.raises(NoSuchCase):
                doing(actor)
    # Whoever sees it and may not do it is told that.
    with pytest.raises(NotAllowed):
        answer(world.staff("reviewer"), world.now, case.number, "accept")
    assert Entry.objects.count() == before


def test_the_list_puts_first_what_came_up_to_whoever_looks(world: ClaimWorld) -> None:
    lead_claim(world, "answering")
    case = lead_claim(world, "inspecting")
    wait(world, case)
    lead_claim(world, "opened")
    shown = logged_in(world, "manager").get("/staff/claims/").content.decode()
    assert shown.index(case.number) == min(
        shown.index(one.number) for one in Case.objects.filter(kind="claim", status="open")
    )

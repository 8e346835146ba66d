"""Leading a repair along the straight road, to any of its states."""

import json
from datetime import datetime, timedelta
from typing import Any

from bonafix.cases.models import Case
from bonafix.deadlines.loop import fire_due
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.finish import answer_quote
from bonafix.repairs.actions.voucher import issue_guarantee
from bonafix.repairs.actions.watch import call_customer, on_deadline
from tests.support import doors
from tests.support.world import World

NOWHERE = "许昌市鄢陵县人民路1号"
ROAD = (
    "accepted",
    "arranged",
    "under_way",
    "arrived",
    "quoted",
    "approved",
    "repaired",
    "signed_off",
    "guaranteed",
)
# Somebody owes a call; the repair itself is arranged.
CALL_OWED = "call_owed"
# The promised time is over, and nobody is there.
LATE = "late"
# The customer has reported twice.
TWIN = "twin"
# Somebody stands at a door that is to be opened, and nothing is proved yet.
DOOR = "door"
STATES = ("reported", "waiting", *ROAD, "missed", "adjourned", CALL_OWED, LATE, TWIN, DOOR)


def lead(world: World, status: str, number: int = 0, **given: Any) -> Case:
    """A case that has come to `status`, whatever number of its customer's telephone."""
    given = _asked(world, status, given)
    if status == TWIN:
        world.report(number, **given)
    case = world.report(number, **given).case
    if status == "reported":
        _back_to_reported(world, case)
    elif status in BESIDE:
        BESIDE[status](world, case)
        return case
    elif status in BRANCHES:
        BRANCHES[status](world, case)
    elif status != "waiting":
        for state in ROAD[1 : ROAD.index(status) + 1]:
            _go(world, case, state)
    assert world.repair(case.id).status == status
    return case


def _asked(world: World, status: str, given: dict[str, Any]) -> dict[str, Any]:
    """What the report says, so that it can come to this state."""
    far = given.pop("far", NOWHERE)
    if status == DOOR:
        doors.ready(world)
        given["kind"] = "door_open"
    return {**given, "address": far} if status == "waiting" else given


def _call_owed(world: World, case: Case) -> None:
    _go(world, case, "arranged")
    call_customer(world.system, world.now, case.id)


def _at_a_door(world: World, case: Case) -> None:
    for state in ("arranged", "under_way", "arrived"):
        _go(world, case, state)


def _late(world: World, case: Case) -> None:
    _go(world, case, "arranged")
    repair = world.repair(case.id)
    repair.arrive_by = world.now - timedelta(minutes=1)
    with begin(world.system, world.now) as act:
        act.record("repairs.arranged", ("case", case.id), rows=[repair])


def _missed(world: World, case: Case) -> None:
    for state in ("arranged", "under_way"):
        _go(world, case, state)
    arrives = world.repair(case.id).arrive_from
    assert arrives is not None
    world.step(case, "miss", now=arrives + timedelta(minutes=15))


def _adjourned(world: World, case: Case) -> None:
    for state in ("arranged", "under_way", "arrived"):
        _go(world, case, state)
    world.step(case, "adjourn", why="part", expected_at=world.now + timedelta(days=1))


BRANCHES = {"missed": _missed, "adjourned": _adjourned}
BESIDE = {
    CALL_OWED: _call_owed,
    LATE: _late,
    TWIN: lambda world, case: None,
    DOOR: _at_a_door,
}


def _back_to_reported(world: World, case: Case) -> None:
    """As it stands for the moment in which nobody has judged it."""
    repair = world.repair(case.id)
    repair.status, repair.accepted_at = "reported", None
    with begin(world.system, world.now) as act:
        act.record("repairs.reported", ("case", case.id), rows=[repair])


def _go(world: World, case: Case, state: str) -> None:
    if state == "arranged":
        arrange_visit(world.system, world.now, case.id)
    elif state == "under_way":
        world.step(case, "depart")
    elif state == "arrived":
        world.step(case, "arrive", code=world.door_code(case.id))
    elif state == "quoted":
        doors.prove_if_opening(world, case)
        world.step(case, "quote", lines=(("visit", 1), ("cylinder", 1)))
    elif state == "approved":
        offer = world.open_quote(case.id)
        answer_quote(world.holder(case.id), world.now, case.number, offer.id, agreed=True)
    elif state == "repaired":
        world.step(case, "repair")
    elif state == "signed_off":
        world.step(case, "sign_off", method="signature")
    else:
        issue_guarantee(world.system, world.now, case.id)


def let_pass(world: World, case: Case, until: datetime) -> None:
    """What the clock and the worker do with the deadlines of a case until then."""
    fired = Entry.objects.filter(stream_id=case.id, kind="deadlines.fired")
    known = set(fired.values_list("position", flat=True))
    while fire_due(until, limit=1):
        for entry in fired.exclude(position__in=known).order_by("position"):
            known.add(entry.position)
            on_deadline(world.operator_id, until, case.id, json.loads(bytes(entry.body))["name"])

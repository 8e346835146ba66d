"""What a connected system may do with its key: its party × its scopes × whose case it is."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from bonafix.cases.models import Case
from bonafix.dispatch.actions import enrol
from bonafix.kit.clock import format_instant, now
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_api_key, add_organisation, add_person
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.models import Repair, VisitStep
from tests.api.test_bad_input import GOOD, URL
from tests.support.world import PLACE, World, build

READ, WRITE, VISITS = "repairs:read", "repairs:write", "visits:write"
ALL = (READ, WRITE, VISITS)


@dataclass
class Market:
    """An operator with a case that a marketplace's system reported, its visit arranged."""

    world: World
    case: Case
    parties: dict[str, UUID]

    def key(self, who: str, scopes: tuple[str, ...] = ALL) -> dict[str, str]:
        return key_of(self.world.operator_id, self.parties[who], scopes)

    def ask(self, headers: dict[str, str], verb: str, body: dict[str, Any] | None = None) -> Any:
        client = Client(headers={"host": "lock.test", **headers})
        number = self.case.number
        if verb == "read":
            return client.get(f"{URL}/{number}")
        path = f"/api/v1/visits/{number}/steps" if verb == "step" else f"{URL}/{number}/{verb}"
        given = json.dumps({**BODIES[verb](), **(body or {})})
        return client.post(path, given, content_type="application/json")


BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "cancel": dict,
    "reschedule": lambda: {"preferred": []},
    "arrange": dict,
    "accept": dict,
    "step": lambda: {
        "client_id": str(uuid4()),
        "verb": "depart",
        "done_at": format_instant(now()),
    },
}


def key_of(operator_id: UUID, party_id: UUID, scopes: tuple[str, ...]) -> dict[str, str]:
    admin = Actor(operator_id, "staff", id=uuid4(), roles=frozenset({"admin"}))
    _row, secret = add_api_key(admin, now(), party_id=party_id, title="test", scopes=scopes)
    return {"authorization": f"Bearer {secret}"}


@pytest.fixture
def market(operator: Operator) -> Market:
    world = build(operator.id, now())
    roles = {"marketplace": "marketplace", "other merchant": "merchant", "other outlet": "outlet"}
    with begin(world.system, now()) as act:
        parties = {
            name: add_organisation(act, title=name, role=role).id for name, role in roles.items()
        }
    parties["outlet"] = world.outlet_id
    headers = key_of(operator.id, parties["marketplace"], (WRITE,))
    client = Client(headers={"host": "lock.test", **headers})
    answer = client.post(URL, json.dumps(GOOD), content_type="application/json")
    case = Case.objects.get(number=answer.json()["number"])
    arrange_visit(world.system, now(), case.id)
    return Market(world, case, parties)


# whose key, its scopes, what it asks for → status and code
MAY: list[tuple[str, tuple[str, ...], str, int, str]] = [
    ("marketplace", (READ,), "read", 200, ""),
    ("marketplace", (WRITE,), "read", 403, "scope_missing"),
    ("marketplace", (WRITE,), "cancel", 200, ""),
    ("marketplace", (WRITE,), "reschedule", 200, ""),
    ("marketplace", (READ,), "cancel", 403, "scope_missing"),
    ("marketplace", (VISITS,), "reschedule", 403, "scope_missing"),
    ("marketplace", (READ, WRITE), "step", 403, "scope_missing"),
    ("marketplace", ALL, "step", 403, "not_allowed"),
    ("marketplace", ALL, "arrange", 403, "not_allowed"),
    ("marketplace", ALL, "accept", 403, "not_allowed"),
    ("outlet", (READ,), "read", 200, ""),
    ("outlet", (VISITS,), "step", 200, ""),
    ("outlet", (READ, WRITE), "step", 403, "scope_missing"),
    ("outlet", ALL, "cancel", 403, "not_allowed"),
    ("outlet", ALL, "reschedule", 403, "not_allowed"),
    *[
        (who, ALL, verb, 404, "no_such_case")
        for who in ("other merchant", "other outlet")
        for verb in ("read", "cancel", "reschedule", "step", "arrange", "accept")
    ],
]


@pytest.mark.parametrize(
    ("who", "scopes", "verb", "status", "code"),
    MAY,
    ids=[f"{who}, {'+'.join(scopes)}: {verb}" for who, scopes, verb, _s, _c in MAY],
)
def test_a_key_opens_what_its_party_and_its_scopes_open(
    market: Market, who: str, scopes: tuple[str, ...], verb: str, status: int, code: str
) -> None:
    headers = market.key(who, scopes)
    before = Entry.objects.count()
    with transaction.atomic():
        answer = market.ask(headers, verb)
    assert (answer.status_code, answer.json().get("code", "")) == (status, code), answer.content
    changed = Entry.objects.count() > before
    assert changed == (status == 200 and verb != "read")


def test_a_number_of_others_is_answered_as_a_number_that_nobody_has(market: Market) -> None:
    headers = market.key("other merchant")
    foreign = market.ask(headers, "read")
    market.case.number = "2222-2222"
    unknown = market.ask(headers, "read")
    assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content)


def test_a_key_of_another_operator_opens_nothing(two_operators: Any) -> None:
    mine, yours = two_operators
    with act_as(mine.id):
        world = build(mine.id, now())
        case = world.report(1, now=now()).case
    with act_as(yours.id), begin(Actor.system(yours.id), now()) as act:
        stranger = add_organisation(act, title="别家", role="marketplace").id
    with act_as(yours.id):
        headers = key_of(yours.id, stranger, ALL)
    market = Market(world, case, {})
    for verb in ("read", "cancel", "reschedule", "step"):
        assert market.ask(headers, verb).status_code == 401


def test_what_an_outlets_system_passes_on_is_recorded_as_such(market: Market) -> None:
    headers = market.key("outlet", (VISITS,))
    technician = market.world.repair(market.case.id).technician_id
    assert market.ask(headers, "step").status_code == 200
    step = VisitStep.objects.get()
    assert step.technician_id == technician
    entry = Entry.objects.get(kind="repairs.step_noted")
    assert entry.actor.startswith("api:")
    assert json.loads(bytes(entry.body))["on_behalf_of"] == str(technician)
    assert Repair.objects.get(case_id=market.case.id).status == "under_way"


def test_an_outlets_system_speaks_for_no_technician_of_another_outlet(market: Market) -> None:
    """Even while the case is still shared with it."""
    with begin(market.world.system, now()) as act:
        person = add_person(act, name="别的师傅", phone="+8613600008888")
        enrol(
            act,
            person.id,
            public_name="别师傅",
            division_code=PLACE,
            skills=["lock"],
            outlet_id=market.parties["other outlet"],
        )
    repair = market.world.repair(market.case.id)
    with begin(market.world.system, now()) as act:
        row = act.lock(Repair, repair.id)
        row.technician_id = person.id
        act.record("repairs.arranged", ("case", market.case.id), rows=[row])
    answer = market.ask(market.key("outlet"), "step")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not VisitStep.objects.exists()


def test_an_outlet_that_is_none_any_more_passes_nothing_on(market: Market) -> None:
    from bonafix.people.models import PartyRole

    headers = market.key("outlet")
    role = PartyRole.objects.get(party_id=market.parties["outlet"], role="outlet")
    with begin(market.world.system, now()) as act:
        held = act.lock(PartyRole, role.id)
        held.until = now() - timedelta(seconds=1)
        act.record("people.role_ended", ("party", market.parties["outlet"]), rows=[held])
    answer = market.ask(headers, "step")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_system_that_moves_a_visit_uses_up_the_moves_of_its_customer(market: Market) -> None:
    headers = market.key("marketplace")
    market.ask(headers, "reschedule")
    assert market.world.repair(market.case.id).moved == 1

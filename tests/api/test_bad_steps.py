"""A visit's step, a cancellation, a quote's answer: bad input gets a sentence, nothing changes."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bonafix.cases.models import Case
from bonafix.kit import clock
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_staff
from tests.support.lives import lead
from tests.support.world import World, build

LONG = "长" * 1_000_000
NOW = "2026-11-24T14:20:00+08:00"
GOOD: dict[str, Any] = {"verb": "quote", "done_at": NOW, "lines": [{"code": "visit"}]}

# what is changed → the field that the answer must name
BAD_STEPS: list[tuple[str, dict[str, Any], str]] = [
    ("no id", {"client_id": ""}, "client_id"),
    ("no such step", {"verb": "fly"}, "verb"),
    ("a megabyte of step", {"verb": LONG}, "verb"),
    ("naive time", {"done_at": "2026-11-24T14:20:00"}, "done_at"),
    ("no time", {"done_at": "soon"}, "done_at"),
    ("a time with nul", {"done_at": "2026\x00"}, "done_at"),
    ("no items", {"lines": []}, "lines"),
    ("words for a number", {"lines": [{"code": "visit", "quantity": "many"}]}, "quantity"),
    ("nothing for a number", {"lines": [{"code": "visit", "quantity": None}]}, "quantity"),
    ("below one", {"lines": [{"code": "visit", "quantity": -1}]}, "lines"),
    ("above all", {"lines": [{"code": "visit", "quantity": 10**30}]}, "lines"),
    ("not on the list", {"lines": [{"code": "' OR 1=1; --"}]}, "lines"),
    ("an item with nul", {"lines": [{"code": "\x00"}]}, "lines"),
    ("too many items", {"lines": [{"code": "visit"}] * 51}, "lines"),
    ("a text for the items", {"lines": "visit"}, "lines"),
]


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    operator.demonstration = True
    operator.save()
    return build(operator.id, clock.now())


def staff(world: World, role: str, party_id: Any = None) -> Client:
    account = add_staff(
        world.staff("admin"),
        clock.now(),
        username=f"{uuid4().hex[:8]}@example.com",
        password=None,
        roles=[(role, party_id)],
    )
    client = Client(headers={"host": "lock.test"}, raise_request_exception=False)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def refused(answer: Any, field: str) -> None:
    assert answer.status_code == 422, answer.content[:300]
    problem = answer.json()
    assert any("\u4e00" <= char <= "\u9fff" for char in problem["detail"]), problem["detail"]
    assert any(field in one["field"] for one in problem["errors"]), problem["errors"]
    assert len(answer.content) < 5000, "a megabyte is not sent back"


@pytest.mark.parametrize(
    ("change", "field"), [(c, f) for _n, c, f in BAD_STEPS], ids=[b[0] for b in BAD_STEPS]
)
def test_a_bad_step_is_named_and_the_visit_stays_where_it_is(
    world: World, change: dict[str, Any], field: str
) -> None:
    case = lead(world, "arrived")
    technician = world.repair(case.id).technician_id
    client = staff(world, "technician", technician)
    with act_as(world.operator_id):
        before = Entry.objects.filter(stream_id=case.id).count()
        path = f"/visits/{case.number}/steps"
        refused(post(client, path, {"client_id": str(uuid4()), **GOOD, **change}), field)
        assert Entry.objects.filter(stream_id=case.id).count() == before
        assert world.repair(case.id).status == "arrived"


def test_a_way_of_signing_off_that_there_is_not_is_named(world: World) -> None:
    case = lead(world, "repaired")
    client = staff(world, "technician", world.repair(case.id).technician_id)
    for method in ("a nod", LONG, "page\x00"):
        step = {"client_id": str(uuid4()), "verb": "sign_off", "done_at": NOW, "method": method}
        refused(post(client, f"/visits/{case.number}/steps", step), "method")
    assert world.repair(case.id).status == "repaired"


def test_no_free_words_go_on_record_as_the_reason_of_a_cancellation(world: World) -> None:
    case = lead(world, "arranged")
    client = staff(world, "agent")
    for because in ("王小明 13912345678", LONG, ""):
        refused(post(client, f"/repairs/{case.number}/cancel", {"because": because}), "because")
    assert Case.objects.get(pk=case.id).status == "open"


def test_a_quote_that_was_not_shown_is_not_decided(world: World) -> None:
    case = lead(world, "quoted")
    client = staff(world, "agent")
    answer = post(client, f"/repairs/{case.number}/quote", {"quote": str(uuid4()), "agreed": True})
    assert answer.status_code == 409
    refused(post(client, f"/repairs/{case.number}/quote", {"quote": "x", "agreed": True}), "quote")
    assert world.repair(case.id).status == "quoted"

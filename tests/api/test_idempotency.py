"""The same request twice is done once and answered twice."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client

from bonafix.api.models import Reply
from bonafix.cases.models import Case
from bonafix.kit import clock
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_staff
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.rules.states import BY_VERB
from tests.api.test_bad_input import GOOD, URL
from tests.conftest import found
from tests.support.world import World, build


def post(body: dict[str, Any], key: str, host: str = "lock.test") -> Any:
    client = Client(headers={"host": host}, raise_request_exception=False)
    return client.post(
        URL, json.dumps(body), content_type="application/json", headers={"idempotency-key": key}
    )


def open_house(slug: str, host: str) -> Any:
    one = found(slug, host)
    one.keyless_reports = True
    one.save()
    with act_as(one.id):
        build(one.id, clock.now())
    return one


def test_the_same_key_and_body_repeat_the_answer_to_the_byte(db: None) -> None:
    house = open_house("lock", "lock.test")
    first, again = post(GOOD, "k-1"), post(GOOD, "k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    with act_as(house.id):
        assert Case.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(db: None) -> None:
    house = open_house("lock", "lock.test")
    post(GOOD, "k-1")
    other = post({**GOOD, "description": "别的"}, "k-1")
    assert (other.status_code, other.json()["code"]) == (422, "key_used_differently")
    with act_as(house.id):
        assert Case.objects.count() == 1


def test_a_refused_request_may_be_corrected_under_its_key(db: None) -> None:
    open_house("lock", "lock.test")
    assert post({**GOOD, "description": ""}, "k-1").status_code == 422
    assert post(GOOD, "k-1").status_code == 201


def test_keys_of_two_operators_do_not_meet(db: None) -> None:
    open_house("lock", "lock.test")
    open_house("other", "other.test")
    mine, other = post(GOOD, "k-1"), post(GOOD, "k-1", host="other.test")
    assert mine.json()["number"] != other.json()["number"]
    assert "Idempotency-Replayed" not in other


def test_twenty_at_once_with_one_key_make_one_case(fresh_database: str) -> None:
    house = open_house("lock", "lock.test")

    def one(_number: int) -> Any:
        try:
            return post(GOOD, "k-1").json()["number"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        numbers = set(pool.map(one, range(20)))
    assert len(numbers) == 1
    with act_as(house.id):
        assert Case.objects.count() == 1


@dataclass
class Desk:
    """A house with two arranged cases, and staff who call its API."""

    world: World
    cases: list[Case]

    def client(self, name: str) -> Client:
        boss = Actor(self.world.operator_id, "staff", id=uuid4(), roles=frozenset({"admin"}))
        username = f"{name}@lock.test"
        roles: list[tuple[str, UUID | None]] = [("manager", None)]
        account = add_staff(boss, clock.now(), username=username, password=None, roles=roles)
        client = Client(headers={"host": "lock.test"})
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def desk(operator: Operator) -> Desk:
    operator.demonstration = True
    operator.save()
    world = build(operator.id, clock.now())
    taken = [world.report(number, now=clock.now()).case for number in range(2)]
    for case in taken:
        arrange_visit(world.system, clock.now(), case.id)
    return Desk(world, taken)


def move(client: Client, case: Case, key: str, body: Any = None) -> Any:
    return client.post(
        f"{URL}/{case.number}/reschedule",
        json.dumps(body or {"preferred": []}),
        content_type="application/json",
        headers={"idempotency-key": key} if key else {},
    )


def moved(desk: Desk) -> list[int]:
    """How often each case was given another time, by the record."""
    kind = BY_VERB["reschedule"].kind
    return [Entry.objects.filter(stream_id=one.id, kind=kind).count() for one in desk.cases]


def test_any_other_verb_is_done_once_too(desk: Desk) -> None:
    client = desk.client("a")
    first, again = move(client, desk.cases[0], "k-1"), move(client, desk.cases[0], "k-1")
    assert (first.status_code, again.status_code) == (200, 200), first.content
    assert first.content == again.content
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert moved(desk) == [1, 0]


def test_a_key_never_answers_for_another_case_or_body(desk: Desk) -> None:
    client = desk.client("a")
    move(client, desk.cases[0], "k-1")
    at = (clock.now() + timedelta(days=1)).isoformat()
    later = (clock.now() + timedelta(days=1, hours=3)).isoformat()
    other = {"preferred": [{"from": at, "to": later}]}
    for answer in (
        move(client, desk.cases[1], "k-1"),
        move(client, desk.cases[0], "k-1", other),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "key_used_differently")
        assert answer["Content-Type"] == "application/problem+json"
    assert moved(desk) == [1, 0]


def test_a_key_belongs_to_its_caller(desk: Desk) -> None:
    mine, yours = desk.client("a"), desk.client("b")
    assert move(mine, desk.cases[0], "k-1").status_code == 200
    answer = move(yours, desk.cases[1], "k-1")
    assert answer.status_code == 200
    assert "Idempotency-Replayed" not in answer
    assert moved(desk) == [1, 1]


def test_a_key_is_over_after_a_day(desk: Desk) -> None:
    client = desk.client("a")
    move(client, desk.cases[0], "k-1")
    Reply.objects.update(created_at=clock.now() - timedelta(hours=25))
    arrange_visit(desk.world.system, clock.now(), desk.cases[0].id)
    assert "Idempotency-Replayed" not in move(client, desk.cases[0], "k-1")
    assert moved(desk) == [2, 0]


def test_a_refusal_is_not_kept_and_undoes_nothing_else(desk: Desk) -> None:
    client = desk.client("a")
    past = {"preferred": [{"from": "2020-01-01T10:00:00+08:00", "to": "2020-01-01T12:00:00+08:00"}]}
    assert move(client, desk.cases[0], "k-1", past).status_code == 422
    assert not Reply.objects.exists()
    assert move(client, desk.cases[0], "k-1").status_code == 200


def test_who_may_not_ask_is_not_answered_from_what_was_kept(desk: Desk) -> None:
    client = desk.client("a")
    assert move(client, desk.cases[0], "k-1").status_code == 200
    client.logout()
    assert move(client, desk.cases[0], "k-1").status_code == 401


def test_every_post_of_the_document_looks_at_the_key(desk: Desk) -> None:
    client = desk.client("a")
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    posts = [path for path, methods in paths.items() if "post" in methods]
    assert len(posts) > 10
    for path in posts:
        answer = client.post(
            re.sub(r"\{\w+\}", str(uuid4()), path.replace("{number}", desk.cases[0].number)),
            "{}",
            content_type="application/json",
            headers={"idempotency-key": "k" * 201},
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "key_too_long"), path


def test_two_strangers_without_keys_do_not_meet(db: None) -> None:
    open_house("lock", "lock.test")
    mine = post(GOOD, "first-try")
    client = Client(headers={"host": "lock.test"}, REMOTE_ADDR="203.0.113.9")
    body = {**GOOD, "contact": {"name": "李", "phone": "13900000011"}}
    yours = client.post(
        URL,
        json.dumps(body),
        content_type="application/json",
        headers={"idempotency-key": "first-try"},
    )
    assert (mine.status_code, yours.status_code) == (201, 201)


def test_the_openapi_document_names_the_routes(db: None) -> None:
    open_house("lock", "lock.test")
    document = Client(headers={"host": "lock.test"}).get("/api/v1/openapi.json").json()
    assert {
        "/api/v1/repairs",
        "/api/v1/repairs/{number}",
        "/api/v1/visits/{number}/steps",
    } <= document["paths"].keys()

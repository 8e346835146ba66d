"""The same request twice is done once and answered twice."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from django.test import Client

from bonafix.cases.models import Case
from bonafix.operators.tenancy import act_as
from tests.api.test_bad_input import GOOD, URL
from tests.conftest import found
from tests.support.world import build


def post(body: dict[str, Any], key: str, host: str = "lock.test") -> Any:
    client = Client(headers={"host": host}, raise_request_exception=False)
    return client.post(
        URL, json.dumps(body), content_type="application/json", headers={"idempotency-key": key}
    )


def open_house(slug: str, host: str) -> Any:
    from bonafix.kit import clock

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


def test_the_openapi_document_names_the_routes(db: None) -> None:
    open_house("lock", "lock.test")
    document = Client(headers={"host": "lock.test"}).get("/api/v1/openapi.json").json()
    assert {
        "/api/v1/repairs",
        "/api/v1/repairs/{number}",
        "/api/v1/visits/{number}/steps",
    } <= document["paths"].keys()

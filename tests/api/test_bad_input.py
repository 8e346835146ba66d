"""Bad input gets a sentence in the caller's language, and nothing is stored."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from bonafix.cases.models import Case
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from tests.support.world import ADDRESS, World, build

URL = "/api/v1/repairs"
GOOD: dict[str, Any] = {
    "product": "T-1",
    "fault": "jammed",
    "description": "钥匙转不动",
    "address": ADDRESS,
    "contact": {"name": "王小明", "phone": "13912345678"},
    "urgent": False,
}
PAST = [{"from": "2020-01-01T10:00:00+08:00", "to": "2020-01-01T12:00:00+08:00"}]
NAIVE = [{"from": "2030-01-01T10:00:00", "to": "2030-01-01T12:00:00"}]
BACKWARDS = [{"from": "2026-12-01T12:00:00+08:00", "to": "2026-12-01T10:00:00+08:00"}]
LONG = "长" * 1_000_000

# what is changed → the field that the answer must name
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("no product", {"product": ""}, "product"),
    ("unknown product", {"product": "X-9"}, "product"),
    ("long product", {"product": LONG}, "product"),
    ("nul product", {"product": "T-1\x00"}, "product"),
    ("sql product", {"product": "' OR 1=1; --"}, "product"),
    ("unknown fault", {"fault": "gone"}, "fault"),
    ("nul fault", {"fault": "\x00"}, "fault"),
    ("no description", {"description": "   "}, "description"),
    ("a megabyte of description", {"description": LONG}, "description"),
    ("nul description", {"description": "坏\x00了"}, "description"),
    ("half a character", {"description": "坏\ud800了"}, "description"),
    ("no address", {"address": ""}, "address"),
    ("a megabyte of address", {"address": LONG}, "address"),
    ("no name", {"contact": {"name": "", "phone": "13912345678"}}, "name"),
    ("long name", {"contact": {"name": LONG, "phone": "13912345678"}}, "name"),
    ("no phone", {"contact": {"name": "王", "phone": ""}}, "phone"),
    ("letters for a phone", {"contact": {"name": "王", "phone": "abcdefg"}}, "phone"),
    ("too short a phone", {"contact": {"name": "王", "phone": "123"}}, "phone"),
    ("past time", {"preferred": PAST}, "preferred"),
    ("naive time", {"preferred": NAIVE}, "preferred"),
    ("backward time", {"preferred": BACKWARDS}, "preferred"),
    ("no time", {"preferred": [{"from": "soon", "to": "later"}]}, "preferred"),
    ("four times", {"preferred": BACKWARDS * 4}, "preferred"),
    ("no such place", {"place": "999999"}, "place"),
    ("nul place", {"place": "141032\x00"}, "place"),
    ("a megabyte of place", {"place": "1" * 1_000_000}, "place"),
    ("letters for a place", {"place": "永和县"}, "place"),
    ("digits of another script", {"place": "１４１０３２"}, "place"),
    ("a place of the past", {"place": "110103"}, "place"),
    ("wrong kind", {"urgent": "perhaps"}, "urgent"),
    ("a list for a text", {"description": ["a"]}, "description"),
    ("no contact", {"contact": None}, "contact"),
]


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    operator.keyless_reports = True
    operator.save()
    from bonafix.kit import clock

    return build(operator.id, clock.now())


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "lock.test"}, raise_request_exception=False)


def post(client: Client, body: Any, **headers: str) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(URL, text, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("place", "code"),
    [(None, "141032"), ("", "141032"), (" 141032 ", "141032"), ("310105", "310105")],
)
def test_a_place_that_is_none_leaves_it_to_the_address_and_a_good_one_tells(
    world: World, client: Client, place: str | None, code: str
) -> None:
    answer = post(client, {**GOOD, "place": place})
    assert (answer.status_code, answer.json()["place"]["code"]) == (201, code)


@pytest.mark.parametrize(("change", "field"), [(c, f) for _n, c, f in BAD], ids=[b[0] for b in BAD])
def test_each_bad_field_is_named_with_a_sentence_and_nothing_is_stored(
    world: World, client: Client, change: dict[str, Any], field: str
) -> None:
    before = Entry.objects.count()
    answer = post(client, {**GOOD, **change})
    assert answer.status_code == 422, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"]
    assert any("\u4e00" <= char <= "\u9fff" for char in problem["detail"]), problem["detail"]
    named = [one["field"] for one in problem["errors"]]
    assert any(field in name for name in named), named
    assert len(answer.content) < 5000, "a megabyte is not sent back"
    assert (Case.objects.count(), Entry.objects.count()) == (0, before)


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '"text"', "{}", b"\xff\xfe", "[" * 5000, '{"product": 1e999}'],
    ids=repr,
)
def test_what_is_no_report_at_all_is_refused_with_a_sentence(
    world: World, client: Client, body: Any
) -> None:
    answer = post(client, body)
    assert answer.status_code in (400, 422), answer.content[:300]
    assert answer.json()["detail"]
    assert Case.objects.count() == 0


def test_the_sentence_comes_in_the_callers_language(world: World, client: Client) -> None:
    chinese = post(client, {**GOOD, "description": ""}).json()["errors"][0]["detail"]
    english = post(client, {**GOOD, "description": ""}, **{"accept-language": "en-GB"}).json()
    assert english["errors"][0]["detail"] == "Please say in a few words what is wrong."
    assert chinese != english["errors"][0]["detail"]


def test_all_faults_of_a_report_are_said_at_once(world: World, client: Client) -> None:
    answer = post(client, {**GOOD, "description": "", "contact": {"name": "", "phone": "x"}})
    assert {one["field"] for one in answer.json()["errors"]} == {"description", "name", "phone"}


def test_html_and_sql_in_a_description_are_only_words(world: World, client: Client) -> None:
    text = "<script>alert(1)</script>'; DROP TABLE cases_case; --"
    answer = post(client, {**GOOD, "description": text})
    assert answer.status_code == 201
    page = client.get(answer.json()["tracking_url"].partition("8000")[2])
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_an_unknown_place_is_taken_in_and_waits(world: World, client: Client) -> None:
    answer = post(client, {**GOOD, "address": "我家楼下"})
    assert answer.status_code == 201
    assert (answer.json()["status"], answer.json()["place"]["status"]) == ("waiting", "none")


def test_without_a_key_nobody_reports_where_the_operator_does_not_allow_it(
    world: World, client: Client, operator: Operator
) -> None:
    operator.keyless_reports = False
    operator.save()
    answer = post(client, GOOD)
    assert (answer.status_code, answer.json()["code"]) == (401, "key_needed")
    wrong = post(client, GOOD, authorization="Bearer bfx_nobody_knows")
    assert wrong.status_code == 401
    assert Case.objects.count() == 0

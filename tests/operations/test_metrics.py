"""`/metrics` and `/health`: true numbers for whoever may read them, and nobody's data."""

import re
import threading
from datetime import timedelta

import httpx
import pytest
from django.db import connection
from django.test import Client, override_settings

from bonafix.deadlines.models import Due
from bonafix.kit.clock import now as clock_now
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.repairs.models import Repair
from tests.conftest import found
from tests.support.lives import lead
from tests.support.service import Service
from tests.support.world import ADDRESS, build

LOCAL = {"HTTP_HOST": "127.0.0.1:8000"}


def numbers(text: str) -> dict[str, float]:
    """Series with their values."""
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_the_numbers_are_those_of_the_house_and_hold_nobodys_data(db: None) -> None:
    operator = found("lock", "lock.test")
    with act_as(operator.id):
        world = build(operator.id, clock_now())
        for number, status in enumerate(("guaranteed", "accepted", "quoted", "quoted")):
            lead(world, status, number)
        cases = list(Repair.objects.values_list("case__number", flat=True))
        parties = [str(one) for one in Repair.objects.values_list("customer_id", flat=True)]
    Client().get("/t/a-secret-link-that-opens-a-case-000000/", **LOCAL)
    answer = Client().get("/metrics", **LOCAL)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    told = numbers(text)
    assert told['bonafix_reports{operator="lock",status="quoted"}'] == 2
    assert told['bonafix_reports{operator="lock",status="accepted"}'] == 1
    assert told['bonafix_heads_unanchored{operator="lock"}'] > 4
    assert any(name.startswith("bonafix_notices{channel=") for name in told)
    assert told['bonafix_queue_jobs{status="todo"}'] > 0
    assert told["bonafix_database_up"] == 1
    assert any('route="t/<str:token>/"' in name for name in told), text
    for secret in (*cases, *parties, ADDRESS, "a-secret-link", "1390000", "王"):
        assert secret not in text


def test_a_clock_that_stands_still_is_seen(db: None) -> None:
    assert Client().get("/health", **LOCAL).json() == {
        "status": "ready",
        "database": "ok",
        "clock": "ok",
        "deadlines": "ok",
        "disk": "ok",
    }
    operator = found("lock", "lock.test")
    at = clock_now() - timedelta(minutes=5)
    Due.objects.create(deadline_id=operator.id, operator_id=operator.id, due_at=at)
    answer = Client().get("/health", **LOCAL)
    assert (answer.status_code, answer.json()["clock"]) == (503, "late")
    told = numbers(Client().get("/metrics", **LOCAL).content.decode())
    assert told["bonafix_deadlines_overdue"] == 1
    assert told["bonafix_deadlines_late_seconds"] >= 300
    assert Client().get("/health/ready", **LOCAL).status_code == 200


def test_deadlines_that_were_set_aside_are_seen_and_are_no_late_clock(db: None) -> None:
    operator = found("lock", "lock.test")
    at = clock_now() - timedelta(minutes=5)
    Due.objects.create(
        deadline_id=operator.id, operator_id=operator.id, due_at=at, tries=3, retry_at=at
    )
    answer = Client().get("/health", **LOCAL)
    assert answer.status_code == 503
    told = answer.json()
    assert (told["clock"], told["deadlines"]) == ("ok", "some set aside")
    assert (
        numbers(Client().get("/metrics", **LOCAL).content.decode())["bonafix_deadlines_set_aside"]
        == 1
    )


@pytest.mark.parametrize(
    ("meta", "may"),
    [
        ({}, True),
        ({"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"}, True),
        ({"REMOTE_ADDR": "203.0.113.5"}, False),
        ({"REMOTE_ADDR": ""}, False),
        # A proxy of the same machine, and a page that makes a browser ask (DNS rebinding).
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.5"}, False),
        ({"HTTP_VIA": "1.1 proxy"}, False),
        ({"HTTP_HOST": "lock.test"}, False),
    ],
)
def test_without_a_token_only_this_machine_may_read(
    operator: Operator, meta: dict[str, str], may: bool
) -> None:
    answer = Client().get("/metrics", **{**LOCAL, **meta})
    assert (answer.status_code == 200) is may
    assert (b"bonafix_" in answer.content) is may


def test_behind_a_proxy_nobody_reads_without_the_token(operator: Operator) -> None:
    with override_settings(PROXIED=True):
        assert Client().get("/metrics", **LOCAL).status_code == 404
        with override_settings(METRICS_TOKEN="long-and-random"):
            for told, status in (("Bearer long-and-random", 200), ("Bearer x", 404), ("", 404)):
                headers = {"authorization": told} if told else {}
                answer = Client().get("/metrics", headers=headers, **LOCAL)
                assert answer.status_code == status


def test_a_token_lets_in_from_elsewhere_and_replaces_the_machine(operator: Operator) -> None:
    far = {"REMOTE_ADDR": "203.0.113.5", "HTTP_HOST": "lock.test"}
    with override_settings(METRICS_TOKEN="long-and-random"):
        headers = {"authorization": "Bearer long-and-random"}
        assert Client().get("/metrics", headers=headers, **far).status_code == 200
        assert Client().get("/metrics", **LOCAL).status_code == 404


def test_a_failed_count_leaves_the_connection_usable(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        before = cursor.fetchone()
    Client().get("/metrics", **LOCAL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert before is not None


@pytest.mark.service
def test_what_both_web_processes_answered_is_counted_together(service: Service) -> None:
    wanted = re.compile(
        r'bonafix_http_request_seconds_count\{method="GET",route="service/",status="2xx"\}'
    )

    def count() -> float:
        text = httpx.get(f"{service.url}/metrics", timeout=30).text
        return sum(value for name, value in numbers(text).items() if wanted.fullmatch(name))

    groups: set[int] = set()

    def look() -> None:
        for _turn in range(5):
            assert httpx.get(f"{service.url}/service/", timeout=30).status_code == 200
            groups.add(httpx.get(f"{service.url}/health/live", timeout=30).json()["process"])

    before = count()
    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(groups) == 2
    assert {count() for _ in range(8)} == {before + 20}

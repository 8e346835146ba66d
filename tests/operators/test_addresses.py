"""Each operator is reached at its own host, and every link it sends leads there."""

import pytest
from django.conf import settings
from django.test import Client

from bonafix.operators.actions import found_operator
from bonafix.operators.addresses import operator_at, public_url
from bonafix.operators.models import Operator
from tests.conftest import NOW, found


def test_links_of_the_second_operator_lead_to_its_own_host(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://lock.test")
    first, second = found("lock", "lock.test"), found("other", "other.test")
    assert public_url(first.id) == "https://lock.test"
    assert public_url(second.id) == "https://other.test"
    monkeypatch.setattr(settings, "PUBLIC_URL", "http://lock.test:8443")
    assert public_url(second.id) == "http://other.test:8443"


def test_a_host_that_was_founded_a_minute_ago_is_answered(db: None) -> None:
    found("lock", "lock.test")
    client = Client(HTTP_HOST="brand-new.example.cn")
    assert client.get("/").status_code == 404
    second = found("new", "brand-new.example.cn")
    assert operator_at("Brand-New.example.cn:443") == second
    assert client.get("/").status_code == 200


def test_a_strangers_host_is_not_answered_even_with_one_operator(operator: Operator) -> None:
    assert Client(HTTP_HOST="evil.example.com").get("/").status_code == 404
    assert operator_at("localhost") == operator


def test_the_installations_own_address_stays_with_who_was_founded_first(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://repair.test")
    monkeypatch.setattr(settings, "OWN_HOSTS", ["repair.test", "localhost"])
    first = found_operator("first", "First", ["127.0.0.1"], NOW)
    found("second", "second.test")
    assert operator_at("repair.test") == first
    assert public_url(first.id) == "https://repair.test"
    assert operator_at("localhost") is None


@pytest.mark.parametrize("host", ["", "[::1", "a b", "lock.test:99999999", "\x00"])
def test_a_host_that_is_none_is_nobodys(two_operators: object, host: str) -> None:
    assert operator_at(host) is None or host.startswith("lock.test")

"""Several at once: one person stays one person, and no report is lost to an erasure."""

import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection

from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import erase, find_or_add_customer
from bonafix.people.models import Party
from bonafix.people.sealing import seal, unseal
from tests.conftest import found
from tests.people.conftest import NAME, PHONE

AddCustomer = Callable[..., Party]


def at_once(jobs: list[Callable[[], None]]) -> None:
    def closing(job: Callable[[], None]) -> None:
        try:
            job()
        finally:
            connection.close()

    threads = [threading.Thread(target=closing, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_two_first_reports_of_one_person_make_one_person(
    fresh_database: str, add_customer: AddCustomer
) -> None:
    operator = found("lock", "lock.test")
    ids: list[UUID] = []
    at_once([lambda: ids.append(add_customer(operator.id).id) for _one in range(8)])
    assert len(ids) == 8 and len(set(ids)) == 1


def test_an_erasure_waits_for_the_report_that_has_found_the_person(
    fresh_database: str, add_customer: AddCustomer, now: datetime
) -> None:
    operator = found("lock", "lock.test")
    person = add_customer(operator.id)
    manager = Actor(operator.id, "staff", id=UUID(int=7), roles=frozenset({"manager"}))
    order: list[str] = []
    holding = threading.Event()

    def report() -> None:
        with begin(Actor.system(operator.id), now) as act:
            assert find_or_add_customer(act, NAME, PHONE).id == person.id
            holding.set()
            # The erasure has every chance to overtake; it must be held by the row.
            assert not erased.wait(0.5)
            assert unseal(seal(person.id, "三楼")) == "三楼"
            order.append("reported")

    def erasing() -> None:
        assert holding.wait(10)
        assert erase(manager, now, person.id).status == "erased"
        order.append("erased")
        erased.set()

    erased = threading.Event()
    at_once([report, erasing])
    assert order == ["reported", "erased"]
    with act_as(operator.id):
        assert unseal(bytes(person.name or b"")) is None

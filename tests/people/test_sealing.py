"""What is personal is sealed, and goes with its key."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection

from bonafix.ledger.acts import begin
from bonafix.ledger.audit import Report
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import (
    erase,
    find_or_add_customer,
    give_consent,
    unmask,
)
from bonafix.people.audit import check_sealed
from bonafix.people.errors import NoSuchPerson
from bonafix.people.models import Party
from bonafix.people.queries import persons_of_phone
from bonafix.people.sealing import seal, unseal, unseal_many
from tests.people.conftest import NAME, PHONE, manager_of

AddCustomer = Callable[..., Party]


def everything_stored() -> str:
    """Every row of every table as text; bytes as hex and, where they can be, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        parts = []
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            parts += [row for (row,) in cursor.fetchall()]
    return "\n".join(parts)


def spellings(text: str) -> list[str]:
    return [text, text.encode().hex(), text.encode("unicode_escape").decode()]


def test_no_table_holds_a_name_a_phone_or_a_reason_as_text(
    customer: Party, manager: Actor, now: datetime
) -> None:
    unmask(manager, now, customer.id, ["name", "phone"], "回电给王小明核对时间")
    stored = everything_stored()
    assert str(customer.id) in stored
    for secret in (NAME, PHONE, PHONE.removeprefix("+86"), "核对时间"):
        for spelling in spellings(secret):
            assert spelling not in stored


def test_the_record_holds_commitments_and_never_the_hash_of_a_phone(customer: Party) -> None:
    entry = Entry.objects.get(stream_kind="party", stream_id=customer.id)
    body = bytes(entry.body).decode()
    assert bytes(customer.phone or b"")[18:50].hex() in body
    assert "phone_hash" not in body and "wrapped" not in body
    assert bytes(customer.phone_hash or b"").hex() not in body


def test_whose_cell_it_is_can_read_it_again(customer: Party) -> None:
    cell = seal(customer.id, "三楼左手")
    assert unseal(cell) == "三楼左手"
    assert unseal_many([cell, None, customer.name]) == ["三楼左手", None, NAME]


def test_nothing_is_sealed_for_nobody(customer: Party) -> None:
    with pytest.raises(NoSuchPerson):
        seal(uuid4(), "x")


def test_the_audit_finds_a_cell_that_was_swapped(customer: Party, operator: Operator) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_party SET name = set_byte(name, 80, get_byte(name, 80) # 1)")
    report = Report()
    check_sealed(operator.id, report)
    (fault,) = report.faults
    assert (fault.kind, fault.where) == ("sealed", f"people_party:{customer.id}.name")


def test_another_operators_person_cannot_be_read(
    two_operators: tuple[Operator, Operator], add_customer: AddCustomer, now: datetime
) -> None:
    mine, other = two_operators
    with act_as(other.id):
        person = add_customer(other.id)
        cell = bytes(person.name or b"")
    from bonafix.people import sealing

    sealing.forget(person.id)  # one test is one transaction; a request would be another
    with act_as(mine.id):
        assert not Party.objects.filter(pk=person.id).exists()
        assert unseal(cell) is None
        with pytest.raises(NoSuchPerson):
            unmask(manager_of(mine.id), now, person.id, ["name"], "回电确认")
        with pytest.raises(NoSuchPerson):
            seal(person.id, "x")
        with pytest.raises(NoSuchPerson):
            erase(manager_of(mine.id), now, person.id)
        assert persons_of_phone(PHONE) == []
        assert add_customer(mine.id).id != person.id
    with act_as(other.id):
        assert unseal(cell) == NAME


def test_equal_phones_of_two_operators_cannot_be_matched(
    two_operators: tuple[Operator, Operator], add_customer: AddCustomer
) -> None:
    hashes = []
    for operator in two_operators:
        with act_as(operator.id):
            hashes.append(bytes(add_customer(operator.id).phone_hash or b""))
    assert hashes[0] != hashes[1]


def test_one_person_is_found_again_and_a_strangers_name_changes_nobody(
    operator: Operator, add_customer: AddCustomer
) -> None:
    first = add_customer(operator.id)
    assert add_customer(operator.id).id == first.id
    assert add_customer(operator.id, phone="138 1234 5678").id == first.id
    stranger = add_customer(operator.id, name="张三")
    assert stranger.id != first.id
    assert unseal(bytes(Party.objects.get(pk=first.id).name or b"")) == NAME
    assert set(persons_of_phone(PHONE)) == {first.id, stranger.id}


def test_a_new_customer_takes_five_statements_and_a_known_one_three(
    operator: Operator, system: Actor, now: datetime, django_statements: Callable[[], list[str]]
) -> None:
    with begin(system, now) as act:
        before = len(django_statements())
        customer = find_or_add_customer(act, NAME, PHONE)
        seal(customer.id, "地址")
        seal(customer.id, "说明")
        added = django_statements()[before:]
        assert len(added) == 5, added  # lock, look, party, key, role
    with begin(system, now) as act:
        before = len(django_statements())
        find_or_add_customer(act, NAME, PHONE)
        seal(customer.id, "地址")
        # lock, look, and its key
        assert len(django_statements()) - before <= 3


def test_consent_is_given_in_a_version_and_taken_back(
    customer: Party, system: Actor, now: datetime
) -> None:
    from bonafix.people.actions import withdraw_consent
    from bonafix.people.queries import consented

    with begin(system, now) as act:
        give_consent(
            act, customer.id, purpose="location", wording_version="2026-11", channel="page"
        )
    assert consented(customer.id, "location") and not consented(customer.id, "survey")
    with begin(system, now) as act:
        assert withdraw_consent(act, customer.id, "location") == 1
    assert not consented(customer.id, "location")

"""What an erasure takes away, what it leaves, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people import erasure
from bonafix.people.actions import (
    add_role,
    erase,
    finish_erasure,
    unmask,
)
from bonafix.people.audit import check_sealed
from bonafix.people.erasure import Kept
from bonafix.people.errors import PersonErased
from bonafix.people.models import Party, PersonKey
from bonafix.people.queries import masked, persons_of_phone
from bonafix.people.sealing import seal, unseal
from tests.people.conftest import NAME, PHONE, manager_of

AddCustomer = Callable[..., Party]


def test_an_erased_person_is_unreadable_everywhere_and_the_record_still_verifies(
    committed: Operator, add_customer: AddCustomer, now: datetime
) -> None:
    person = add_customer(committed.id)
    other = add_customer(committed.id, "李四", "+8613987654321")
    with act_as(committed.id):
        left = seal(person.id, "门口的话")
        unmask(manager_of(committed.id), now, person.id, ["name"], "回电确认")
        assert erase(manager_of(committed.id), now, person.id).status == "erased"
        assert unseal(bytes(person.name or b"")) is None
        assert unseal(left) is None
        assert unseal(bytes(other.name or b"")) == "李四"
        row = Party.objects.get(pk=person.id)
        assert (row.status, row.phone_hash) == ("erased", None)
        assert PersonKey.objects.get(pk=person.id).wrapped is None
        assert masked(row).erased and not masked(row).phone
        assert persons_of_phone(PHONE) == []
        with pytest.raises(PersonErased):
            seal(person.id, "later")
        with pytest.raises(PersonErased):
            unmask(manager_of(committed.id), now, person.id, ["name"], "回电确认")
        report = audit_operator(committed.id)
        if not report.sealed:  # wired where all applications are loaded
            check_sealed(committed.id, report)
    assert report.faults == []
    # Name, phone and the reason of the unmasking are gone; the other person's two are not.
    assert (report.sealed, report.erased) == (5, 3)


def test_who_reports_again_after_erasure_is_a_new_person(
    committed: Operator, add_customer: AddCustomer, now: datetime
) -> None:
    person = add_customer(committed.id)
    erase(manager_of(committed.id), now, person.id)
    again = add_customer(committed.id)
    assert again.id != person.id
    with act_as(committed.id):
        assert unseal(bytes(again.name or b"")) == NAME


@dataclass
class Keeps:
    """A contributor that keeps what a test says."""

    answer: list[Kept]
    name: str = "fake"
    tables: frozenset[str] = field(default=frozenset())

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        return self.answer


@pytest.fixture
def keeps() -> "object":
    fake = Keeps([])
    erasure.contribute(fake)
    yield fake
    erasure._contributors.pop("fake")


def test_data_in_use_is_not_erased_and_the_person_is_told_why(
    customer: Party, manager: Actor, now: datetime, keeps: Keeps
) -> None:
    keeps.answer = [Kept("repair_open", "An open repair", "It is under way.", running=True)]
    told = erase(manager, now, customer.id)
    assert (told.status, told.kept) == ("refused", tuple(keeps.answer))
    row = Party.objects.get(pk=customer.id)
    assert (row.status, unseal(bytes(row.name or b""))) == ("active", NAME)
    assert persons_of_phone(PHONE) == [customer.id]
    last = Entry.objects.filter(stream_id=customer.id).latest("seq")
    assert last.kind == "people.erasure_refused"


def test_what_a_statute_keeps_is_locked_away_and_erased_on_the_day(
    committed: Operator, add_customer: AddCustomer, now: datetime
) -> None:
    person, manager = add_customer(committed.id), manager_of(committed.id)
    day = now + timedelta(days=365 * 3)
    fake = Keeps([Kept("invoice", "An invoice", "Three years by law.", until=day)])
    erasure.contribute(fake)
    try:
        with act_as(committed.id):
            told = erase(manager, now, person.id)
            assert (told.status, told.at) == ("archived", day)
            assert persons_of_phone(PHONE) == []
            assert masked(Party.objects.get(pk=person.id)).erased
            with pytest.raises(PersonErased):
                unmask(manager, now, person.id, ["name"], "回电确认")
            # Kept, not destroyed: whoever the statute serves could still be answered.
            assert unseal(bytes(person.name or b"")) == NAME
            assert finish_erasure(committed.id, now, person.id).status == "archived"  # type: ignore[union-attr]
            assert finish_erasure(committed.id, day, person.id).status == "erased"  # type: ignore[union-attr]
            assert unseal(bytes(person.name or b"")) is None
            assert finish_erasure(committed.id, day, person.id) is None
    finally:
        erasure._contributors.pop("fake")


def test_who_works_here_is_not_erased_before_the_role_ended(
    customer: Party, outlet: Party, system: Actor, manager: Actor, now: datetime
) -> None:
    with begin(system, now) as act:
        add_role(act, customer.id, "technician", at=outlet.id)
    told = erase(manager, now, customer.id)
    assert (told.status, [one.code for one in told.kept]) == ("refused", ["role_held"])


def test_within_the_erasing_transaction_too_nothing_is_readable_any_more(
    customer: Party, manager: Actor, now: datetime
) -> None:
    assert unseal(bytes(customer.name or b"")) == NAME
    erase(manager, now, customer.id)
    assert unseal(bytes(customer.name or b"")) is None

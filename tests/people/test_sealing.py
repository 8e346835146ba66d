"""What is personal is sealed, and goes with its key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection

from bonafix.kit.sealing import MasterKey, rotate_master_key_file
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import Report, audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.keys import master_key
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people import erasure
from bonafix.people.actions import (
    add_role,
    erase,
    find_or_add_customer,
    finish_erasure,
    give_consent,
    rewrap_all,
    unmask,
)
from bonafix.people.audit import check_sealed
from bonafix.people.erasure import Kept
from bonafix.people.errors import NoSuchPerson, PersonErased
from bonafix.people.models import Party, PersonKey
from bonafix.people.queries import masked, persons_of_phone
from bonafix.people.sealing import seal, unseal, unseal_many
from tests.conftest import found
from tests.people.conftest import NAME, PHONE

AddCustomer = Callable[..., Party]


@pytest.fixture
def committed(fresh_database: str) -> Operator:
    """An operator in a database where every action is a transaction of its own."""
    return found("lock", "lock.test")


def manager_of(operator_id: UUID) -> Actor:
    return Actor(operator_id, "staff", id=UUID(int=7), roles=frozenset({"manager"}))


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


def test_the_audit_finds_a_cell_that_was_swapped(customer: Party, operator: Operator) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_party SET name = set_byte(name, 80, get_byte(name, 80) # 1)")
    report = Report()
    check_sealed(operator.id, report)
    (fault,) = report.faults
    assert (fault.kind, fault.where) == ("sealed", f"people_party:{customer.id}.name")


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


@pytest.fixture
def own_master_key(tmp_path: Path) -> Path:
    """A copy of the master key that a test may rotate."""
    before = settings.MASTER_KEY_FILE
    path = tmp_path / "master-key.json"
    path.write_text(Path(before).read_text("ascii"), "ascii")
    settings.MASTER_KEY_FILE = str(path)
    master_key.cache_clear()
    yield path
    settings.MASTER_KEY_FILE = before
    master_key.cache_clear()


def test_after_rotation_every_cell_is_readable_with_the_new_version_alone(
    own_master_key: Path, committed: Operator, add_customer: AddCustomer, now: datetime
) -> None:
    other = found("other", "other.test")
    people = [
        add_customer(operator.id, NAME, f"+86138{number:08d}")
        for number, operator in enumerate([committed, committed, other])
    ]
    erase(manager_of(committed.id), now, people[1].id)
    rotate_master_key_file(own_master_key)
    # A process that has not noticed writes with the old version meanwhile.
    people.append(add_customer(committed.id, "李四", "+8613987654321"))
    assert rewrap_all(now) == 3
    assert rewrap_all(now) == 0
    versions = MasterKey.from_file(own_master_key).versions
    # Version 1 stays in the file for look-ups; here it is made useless for unwrapping.
    own_master_key.write_text(MasterKey({1: bytes(32), 2: versions[2]}).to_json(), "ascii")
    master_key.cache_clear()
    for person, name in zip(people, [NAME, None, NAME, "李四"], strict=True):
        with act_as(person.operator_id):
            assert unseal(bytes(person.name or b"")) == name
    with act_as(committed.id):
        report = audit_operator(committed.id)
    assert report.faults == []


def test_a_process_that_missed_the_rotation_still_reads(
    own_master_key: Path, committed: Operator, add_customer: AddCustomer, now: datetime
) -> None:
    person = add_customer(committed.id)
    before = master_key()
    rotate_master_key_file(own_master_key)
    rewrap_all(now)
    assert before.current == 1
    # This process goes on with what it read at its start.
    master_key.cache_clear()
    own_master_key.rename(own_master_key.with_suffix(".new"))
    own_master_key.write_text(before.to_json(), "ascii")
    assert master_key().current == 1
    own_master_key.with_suffix(".new").replace(own_master_key)
    with act_as(committed.id):
        assert unseal(bytes(person.name or b"")) == NAME


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

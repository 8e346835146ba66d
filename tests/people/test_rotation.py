"""The master key gets a new version, and nobody loses a word."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from bonafix.kit.sealing import MasterKey, rotate_master_key_file
from bonafix.ledger.audit import audit_operator
from bonafix.operators.keys import master_key
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import (
    erase,
    rewrap_all,
)
from bonafix.people.models import Party
from bonafix.people.sealing import unseal
from tests.conftest import found
from tests.people.conftest import NAME, manager_of

AddCustomer = Callable[..., Party]


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

"""Many rows at once: written together, on record one by one, and all of them or none."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bonafix.dispatch.actions import add_shifts, enrol
from bonafix.dispatch.models import Shift, Technician
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_account, add_person
from bonafix.people.models import Account, Party


def staff(act: Act, number: int) -> list[UUID]:
    """Technicians with a day each; the second table refers to the first."""
    ids = []
    for one in range(number):
        person = add_person(act, name=f"师傅{one}", phone=f"+8614000000{one:03d}")
        enrol(act, person.id, public_name="师傅", division_code="110105", skills=["lock"])
        add_shifts(act, person.id, [(act.now, act.now + timedelta(hours=8), "shift")])
        ids.append(person.id)
    return ids


def test_gathered_rows_are_all_there_and_the_record_says_the_same(
    operator: Operator, now: datetime
) -> None:
    with begin(Actor.system(operator.id), now) as act, act.gathering():
        ids = staff(act, 5)
        assert Party.objects.count() == 0
    assert {row.id for row in Technician.objects.all()} == set(ids)
    assert {row.technician_id for row in Shift.objects.all()} == set(ids)
    entries = Entry.objects.filter(stream_id=ids[0]).order_by("seq")
    assert [one.kind for one in entries] == [
        "people.person_added",
        "dispatch.enrolled",
        "dispatch.rostered",
    ]
    assert audit_operator(operator.id).faults == []


def test_what_breaks_off_while_gathering_leaves_neither_rows_nor_entries(
    operator: Operator, now: datetime
) -> None:
    with begin(Actor.system(operator.id), now) as act:
        first = add_person(act, name="王女士", phone="+8613800138000")
        with pytest.raises(ZeroDivisionError), act.gathering():
            staff(act, 2)
            raise ZeroDivisionError
        last = add_person(act, name="李先生", phone="+8613800138001")
    assert {row.id for row in Party.objects.all()} == {first.id, last.id}
    assert {row.stream_id for row in Entry.objects.filter(stream_kind="party")} == {
        first.id,
        last.id,
    }
    assert audit_operator(operator.id).faults == []


def test_a_random_password_is_hashed_quickly_and_gets_its_full_strength_at_the_first_log_in(
    operator: Operator, now: datetime
) -> None:
    password = "Xq3_pT9vLw2a"
    with begin(Actor.system(operator.id), now) as act:
        account = add_account(act, username="li@example.com", password=password, random=True)
    assert "m=64,t=1" in account.password
    assert not account.check_password("Xq3_pT9vLw2b")
    assert account.check_password(password)
    assert "m=102400," in Account.objects.get(pk=account.pk).password
    assert Account.objects.get(pk=account.pk).check_password(password)

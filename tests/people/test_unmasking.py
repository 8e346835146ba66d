"""Nobody is shown in full without a reason, and never unseen."""

import json
from datetime import datetime
from uuid import UUID

import pytest

from bonafix.kit.errors import NotAllowed
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people import mydata
from bonafix.people.actions import export, unmask
from bonafix.people.errors import FieldUnknown, ReasonNeeded, ReasonTooLong
from bonafix.people.models import Party, Unmasking
from bonafix.people.queries import display_name, masked
from bonafix.people.sealing import seal, unseal
from tests.people.conftest import NAME, PHONE


def entries() -> int:
    return Entry.objects.count()


@pytest.mark.parametrize("reason", ["", "   ", "…!?", "\x00\x00", "x"])
def test_unmasking_without_a_reason_is_refused_and_leaves_nothing(
    customer: Party, manager: Actor, now: datetime, reason: str
) -> None:
    before = entries()
    with pytest.raises(ReasonNeeded):
        unmask(manager, now, customer.id, ["phone"], reason)
    assert (entries(), Unmasking.objects.count()) == (before, 0)


def test_a_whole_story_is_no_reason(customer: Party, manager: Actor, now: datetime) -> None:
    with pytest.raises(ReasonTooLong):
        unmask(manager, now, customer.id, ["phone"], "很长" * 101)
    assert Unmasking.objects.count() == 0


@pytest.mark.parametrize("fields", [[], ["password"], ["name", "phone_hash"]])
def test_only_name_phone_and_address_can_be_shown(
    customer: Party, manager: Actor, now: datetime, fields: list[str]
) -> None:
    with pytest.raises(FieldUnknown):
        unmask(manager, now, customer.id, fields, "回电确认")
    assert Unmasking.objects.count() == 0


def test_a_cell_kept_elsewhere_is_shown_by_its_name_and_only_its_persons_own(
    customer: Party, outlet: Party, manager: Actor, now: datetime
) -> None:
    cell = seal(customer.id, "城关街道正大街5号")
    plain = unmask(manager, now, customer.id, ["name"], "回电确认", {"visit_address": cell})
    assert plain == {"name": NAME, "visit_address": "城关街道正大街5号"}
    assert Unmasking.objects.get().fields == ["name", "visit_address"]
    for cells in ({"words": cell}, {"visit_address": seal(outlet.id, "别人的")}):
        with pytest.raises(FieldUnknown):
            unmask(manager, now, customer.id, ["name"], "回电确认", cells)
    assert Unmasking.objects.count() == 1


@pytest.mark.parametrize("role", ["customer", "brand", "integrator", "auditor", "system"])
def test_roles_that_never_unmask_are_refused(
    operator: Operator, customer: Party, now: datetime, role: str
) -> None:
    actor = Actor(operator.id, "staff", id=UUID(int=9), roles=frozenset({role}))
    with pytest.raises(NotAllowed):
        unmask(actor, now, customer.id, ["name"], "回电确认")
    assert Unmasking.objects.count() == 0


def test_every_unmasking_is_on_the_record(customer: Party, manager: Actor, now: datetime) -> None:
    plain = unmask(manager, now, customer.id, ["phone", "name", "address"], "  核对  地址 ")
    assert plain == {"name": NAME, "phone": PHONE, "address": ""}
    unmask(manager, now, customer.id, ["phone"], "再次回电")
    rows = list(Unmasking.objects.order_by("id"))
    assert [row.fields for row in rows] == [["name", "phone", "address"], ["phone"]]
    assert {row.by for row in rows} == {manager.label()}
    assert unseal(bytes(rows[0].reason)) == "核对 地址"
    kinds = list(
        Entry.objects.filter(stream_kind="party", stream_id=customer.id)
        .order_by("seq")
        .values_list("kind", flat=True)
    )
    assert kinds == ["people.person_added", "people.unmasked", "people.unmasked"]


def test_people_are_masked_unless_asked_for(customer: Party, outlet: Party) -> None:
    seen = masked(customer)
    assert (seen.name, seen.phone, seen.address) == ("王**", "138****5678", "")
    assert display_name(customer) == "王**"
    assert display_name(outlet) == "永康网点"


def test_a_person_gets_everything_held_about_them_as_json(
    customer: Party, operator: Operator, manager: Actor, now: datetime
) -> None:
    unmask(manager, now, customer.id, ["phone"], "回电确认")
    me = Actor(
        operator.id,
        "customer",
        id=customer.id,
        roles=frozenset({"customer"}),
        party_ids=frozenset({customer.id}),
    )
    data = json.loads(json.dumps(export(me, now, customer.id)))["people"]
    assert (data["name"], data["phone"]) == (NAME, PHONE)
    assert [one["role"] for one in data["roles"]] == ["customer"]
    assert [one["reason"] for one in data["shown_in_full"]] == ["回电确认"]
    last = Entry.objects.filter(stream_id=customer.id).latest("seq")
    assert last.kind == "people.data_exported"
    assert NAME not in bytes(last.body).decode()


def test_my_data_is_not_handed_to_somebody_else(
    customer: Party, outlet: Party, operator: Operator, now: datetime
) -> None:
    stranger = Actor(
        operator.id,
        "customer",
        id=outlet.id,
        roles=frozenset({"customer"}),
        party_ids=frozenset({outlet.id}),
    )
    with pytest.raises(NotAllowed):
        export(stranger, now, customer.id)


def test_every_table_of_people_has_somebody_who_answers_for_it() -> None:
    own = next(one for one in mydata.contributors() if one.name == "people")
    tied = {
        model._meta.db_table
        for model in _models()
        if any(field.name == "party" for field in model._meta.local_fields) or model is Party
    }
    assert tied == own.tables


def _models() -> list[type]:
    from django.apps import apps

    return list(apps.get_app_config("people").get_models())

"""Somebody of the family: sealed, told the same, given the code by phone, gone with the case."""

from datetime import timedelta

import pytest
from django.test import Client

from bonafix.cases.actions import revoke_links
from bonafix.cases.contacting import (
    Named,
    contact_of,
    end_contact,
    name_contact,
)
from bonafix.cases.errors import CaseOver, NobodyNamed
from bonafix.cases.models import Case, Contact
from bonafix.kit import clock
from bonafix.kit.errors import Invalid, NotAllowed, NotFound
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.filling import values_of
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from bonafix.people.actions import erase
from bonafix.people.actors import customer_actor
from bonafix.people.models import Party, PersonKey
from bonafix.people.mydata import all_data
from bonafix.people.queries import masked
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.codes import renew_code, tell_code
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.actions.recording import choose_recording
from bonafix.repairs.models import Quote
from tests.support.lives import lead
from tests.support.world import World, build

DAUGHTER = Named("王晓华", "13800001111", "child", told=True)
HEADERS = {"host": "lock.test"}


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, clock.now())


@pytest.fixture
def case(world: World) -> Case:
    return lead(world, "arranged")


def name(world: World, case: Case, given: Named = DAUGHTER) -> Contact:
    return name_contact(world.holder(case.id), world.now, case.number, given)


def link_of(world: World, contact: Contact) -> str:
    """The way to the page that stands in their last notice."""
    notice = Notice.objects.filter(party_id=contact.party_id).order_by("id").last()
    assert notice is not None
    return "/t/" + values_of(notice, clock.now())["link"].partition("/t/")[2]


def test_who_is_named_is_sealed_under_a_key_of_their_own_and_shown_masked(
    world: World, case: Case
) -> None:
    row = name(world, case)
    person = Party.objects.get(pk=row.party_id)
    assert unseal(bytes(person.phone)) == "+8613800001111"
    assert masked(person).name == "王**" and "0000" not in masked(person).phone
    entries = Entry.objects.filter(stream_id__in=[case.id, row.party_id])
    assert not any("王晓华".encode() in bytes(one.body) for one in entries)
    assert PersonKey.objects.filter(pk=row.party_id).exists()


def test_they_get_the_customers_notices_with_a_link_of_their_own(world: World, case: Case) -> None:
    row = name(world, case)
    renew_code(world.staff("agent"), world.now, case.number)
    both = Notice.objects.filter(kind="code_renewed")
    assert {one.party_id for one in both} == {row.party_id, world.repair(case.id).customer_id}
    told = both.get(party_id=row.party_id)
    said = values_of(told, clock.now())
    assert said["code"] == world.door_code(case.id)
    assert "/t/" in said["link"]


def test_who_wants_no_notices_gets_none(world: World, case: Case) -> None:
    row = name(world, case, Named("邻居", "13800002222", "neighbour"))
    renew_code(world.staff("agent"), world.now, case.number)
    assert not Notice.objects.filter(party_id=row.party_id).exists()


def test_the_record_says_who_acted(world: World) -> None:
    case = lead(world, "arrived")
    row = name(world, case)
    world.step(case, "quote", lines=(("visit", 1),))
    page = Client(headers=HEADERS)
    path = link_of(world, row)
    shown = page.get(path)
    assert shown.status_code == 200 and b"/data/" not in shown.content
    quote = Quote.objects.get(case_id=case.id)
    page.post(f"{path}do/approve/", {"quote": str(quote.id)})
    entry = Entry.objects.get(kind="repairs.quote_approved")
    assert entry.actor == f"customer:{row.party_id}"
    own = customer_actor(world.operator_id, case.id, row.party_id)
    for step in (
        lambda: choose_recording(own, world.now, case.number, True),
        lambda: name_contact(own, world.now, case.number, DAUGHTER),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_the_code_is_told_by_telephone_and_who_asks_never_sees_it(world: World, case: Case) -> None:
    agent = world.staff("agent")
    with pytest.raises(NobodyNamed):
        tell_code(agent, world.now, case.number)
    row = name(world, case, Named("王晓华", "057985551234", "child"))
    for _twice in range(2):
        tell_code(agent, world.now, case.number)
    notice = Notice.objects.get(party_id=row.party_id)
    assert notice.kind == "arrived_code"
    assert values_of(notice, clock.now())["code"] == world.door_code(case.id)
    entry = Entry.objects.filter(kind="repairs.code_told").first()
    assert entry is not None and entry.actor == agent.label()
    assert world.door_code(case.id).encode() not in bytes(entry.body)


def test_naming_somebody_else_or_nobody_erases_who_was_named(world: World, case: Case) -> None:
    first = name(world, case)
    renew_code(world.staff("agent"), world.now, case.number)
    path = link_of(world, first)
    second = name_contact(
        world.staff("agent"), world.now, case.number, Named("王伟", "13800003333", "relative")
    )
    assert contact_of(case.id) == second
    assert Party.objects.get(pk=first.party_id).status == "erased"
    assert Client(headers=HEADERS).get(path).status_code == 404
    end_contact(world.holder(case.id), world.now, case.number)
    end_contact(world.holder(case.id), world.now, case.number)
    assert contact_of(case.id) is None
    assert Party.objects.get(pk=second.party_id).status == "erased"
    assert not audit_operator(world.operator_id).faults


def test_who_is_named_can_take_themselves_out(world: World, case: Case) -> None:
    row = name(world, case)
    own = customer_actor(world.operator_id, case.id, row.party_id)
    end_contact(own, world.now, case.number)
    assert Party.objects.get(pk=row.party_id).status == "erased"


def test_their_data_is_in_the_customers_file_and_goes_with_the_customer(world: World) -> None:
    case = lead(world, "arranged")
    row = name(world, case)
    customer_id = world.repair(case.id).customer_id
    (told,) = all_data(customer_id)["cases"]["named"]
    assert (told["name"], told["phone"], told["relation"]) == ("王晓华", "+8613800001111", "child")
    assert all_data(row.party_id)["cases"]["named_for"][0]["number"] == case.number
    cancel(world.holder(case.id), world.now, case.number, "customer")
    erase(world.staff("manager"), world.now + timedelta(days=1), customer_id)
    assert Party.objects.get(pk=row.party_id).status == "erased"
    assert all_data(row.party_id)["people"]["phone"] == ""
    assert not audit_operator(world.operator_id).faults


def test_what_cannot_be_used_is_said_and_strangers_learn_nothing(world: World, case: Case) -> None:
    for wrong, field in (
        (Named("", "13800001111"), "name"),
        (Named("王", "12"), "phone"),
        (Named("王", "13800001111", "boss"), "relation"),
    ):
        with pytest.raises(Invalid) as fault:
            name(world, case, wrong)
        assert fault.value.field == field
    other = lead(world, "arranged", 1)
    with pytest.raises(NotFound):
        name_contact(world.holder(other.id), world.now, case.number, DAUGHTER)
    assert not Contact.objects.exists()
    cancel(world.holder(case.id), world.now, case.number, "customer")
    with pytest.raises(CaseOver):
        name(world, case)


def test_ending_all_links_of_a_case_ends_theirs_too(world: World, case: Case) -> None:
    row = name(world, case)
    renew_code(world.staff("agent"), world.now, case.number)
    path = link_of(world, row)
    assert Client(headers=HEADERS).get(path).status_code == 200
    revoke_links(world.staff("manager"), clock.now(), case.number)
    assert Client(headers=HEADERS).get(path).status_code == 404


def test_a_report_names_them_from_the_start_or_says_what_is_wrong(world: World) -> None:
    from bonafix.intake.errors import ReportInvalid

    taken = world.report(7, beside=DAUGHTER)
    row = contact_of(taken.case.id)
    assert row is not None and row.told
    with pytest.raises(ReportInvalid) as fault:
        world.report(8, beside=Named("王晓华", "1", "child"))
    assert set(fault.value.fields) == {"contact_phone"}

"""A key or a link in wrong hands: ended by a manager's page or at the console, on record."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from bonafix.cases.actions import revoke_links
from bonafix.kit.clock import now as instant
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_api_key, add_organisation, revoke_api_key
from bonafix.people.tokens import issue
from bonafix.repairs.actions.ending import merge
from tests.support.desk import HOST, logged_in
from tests.support.lives import lead
from tests.support.world import World, build


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, instant())


@pytest.fixture
def key(world: World) -> str:
    admin = Actor(world.operator_id, "staff", roles=frozenset({"admin"}))
    with begin(world.system, world.now) as act:
        party = add_organisation(act, title="接入系统", role="marketplace")
    _row, secret = add_api_key(
        admin, world.now, party_id=party.id, title="商城", scopes=["repairs:read"]
    )
    return secret


def link(world: World, case_id: object) -> str:
    return issue(world.operator_id, "track", case_id, world.now, 3600)  # type: ignore[arg-type]


def opens(token: str) -> bool:
    return Client(HTTP_HOST=HOST).get(f"/t/{token}/").status_code == 200


def key_answers(key: str, number: str) -> int:
    browser = Client(HTTP_HOST=HOST, headers={"Authorization": f"Bearer {key}"})
    return browser.get(f"/api/v1/repairs/{number}").status_code


def entries(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


def test_a_manager_revokes_a_key_on_the_page_and_it_opens_nothing(world: World, key: str) -> None:
    number = lead(world, "accepted").number
    assert key_answers(key, number) == 404, "known, but not its case"
    manager = logged_in(world, "manager")
    page = manager.get("/staff/keys/").content.decode()
    assert "商城" in page and key.split("_")[1] in page and key not in page
    address = page.split('action="/staff/keys/')[1].split('"')[0]
    assert logged_in(world, "agent").post(f"/staff/keys/{address}").status_code == 403
    assert key_answers(key, number) == 404
    for _twice in range(2):
        manager.post(f"/staff/keys/{address}")
    assert key_answers(key, number) == 401
    assert entries("people.api_key_revoked") == 1
    assert "已于" in manager.get("/staff/keys/").content.decode()


def test_a_manager_ends_all_links_of_a_case_and_of_those_joined_with_it(world: World) -> None:
    first, second = lead(world, "accepted", 1), lead(world, "accepted", 1)
    other = lead(world, "accepted", 2)
    merge(world.staff("agent"), world.now, second.number, first.number)
    tokens = [link(world, one.id) for one in (first, second)]
    kept = link(world, other.id)
    assert all(map(opens, [*tokens, kept]))
    page = f"/staff/cases/{second.number}/"
    assert logged_in(world, "agent").post(f"{page}do/revoke_links/").status_code == 302
    assert all(map(opens, tokens)), "an agent may not"
    manager = logged_in(world, "manager")
    assert "结束此工单的所有链接" in manager.get(page, follow=True).content.decode()
    manager.post(f"{page}do/revoke_links/")
    assert not any(map(opens, tokens))
    assert opens(kept)
    assert opens(link(world, first.id)), "a new one may be asked for"
    assert entries("cases.links_revoked") == 1


def test_the_console_closes_the_same_doors_and_says_when_there_is_none(
    world: World, key: str
) -> None:
    case = lead(world, "accepted")
    token, said = link(world, case.id), StringIO()
    slug = Operator.objects.get(pk=world.operator_id).slug
    call_command("revoke", slug, "--key", key[:16], stdout=said)
    call_command("revoke", slug, "--links", case.number, stdout=said)
    assert "商城" in said.getvalue() and "links ended" in said.getvalue()
    assert key_answers(key, case.number) == 401
    assert not opens(token)
    for words in (["--key", "bfx_nothing"], ["--links", "2222-2222"]):
        with pytest.raises(CommandError):
            call_command("revoke", slug, *words)
    with pytest.raises(CommandError):
        call_command("revoke", "nobody", "--links", case.number)


def test_only_manager_and_administrator_close_doors(world: World, key: str) -> None:
    from bonafix.people.models import ApiKey

    case, row = lead(world, "accepted"), ApiKey.objects.get()
    for role in ("agent", "dispatcher", "auditor", "technician", "integrator", "customer"):
        with pytest.raises(NotAllowed):
            revoke_api_key(world.staff(role), world.now, row.id)
        with pytest.raises(NotAllowed):
            revoke_links(world.staff(role), world.now, case.number)
    assert ApiKey.objects.get().revoked_at is None

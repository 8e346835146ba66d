"""Accounts, dated roles, and who needs a second factor."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from bonafix.access.table import TABLE
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_role, add_staff, end_role, grant, grant_role, revoke
from bonafix.people.actors import actor_of
from bonafix.people.errors import (
    PasswordWeak,
    RoleNeedsParty,
    RoleUnknown,
    UsernameInvalid,
    UsernameTaken,
)
from bonafix.people.models import Account, Membership, Party
from bonafix.people.queries import in_role, staff_accounts
from bonafix.people.rules import STAFF_ROLES, mfa_required

GOOD = "correct horse battery"
DAY = timedelta(days=1)


def hire(admin: Actor, now: datetime, *roles: tuple[str, object]) -> Account:
    return add_staff(
        admin,
        now,
        username="Li@Example.com ",
        password=GOOD,
        roles=roles,  # type: ignore[arg-type]
    )


def test_an_account_has_its_roles_and_speaks_for_its_parties(
    admin: Actor, outlet: Party, customer: Party, now: datetime
) -> None:
    account = hire(
        admin,
        now,
        ("dispatcher", None),
        ("outlet_dispatcher", outlet.id),
        ("technician", customer.id),
    )
    actor = actor_of(account, now)
    assert actor.roles == {"dispatcher", "outlet_dispatcher", "technician"}
    assert actor.outlet_ids == {outlet.id}
    assert actor.party_ids == {outlet.id, customer.id}
    assert actor.technician_id == customer.id
    assert (actor.kind, actor.id, actor.operator_id) == ("staff", account.id, admin.operator_id)
    assert account.username == "li@example.com" and account.check_password(GOOD)


def test_a_technician_is_one_by_kind(admin: Actor, customer: Party, now: datetime) -> None:
    assert actor_of(hire(admin, now, ("technician", customer.id)), now).kind == "technician"


def test_roles_are_dated(admin: Actor, system: Actor, now: datetime) -> None:
    account = hire(admin, now)
    with begin(system, now) as act:
        grant(act, account.id, "agent", since=now + DAY, until=now + 3 * DAY)
    for days, roles in [(0, set()), (0.99, set()), (1, {"agent"}), (2.99, {"agent"}), (3, set())]:
        assert actor_of(account, now + days * DAY).roles == roles


def test_a_revoked_role_holds_no_longer_and_both_are_on_the_record(
    admin: Actor, now: datetime
) -> None:
    account = hire(admin, now)
    held = grant_role(admin, now, account.id, "manager")
    assert actor_of(account, now).roles == {"manager"}
    revoke(admin, now + DAY, held.id)
    assert actor_of(account, now + DAY).roles == frozenset()
    kinds = Entry.objects.filter(stream_kind="account", stream_id=account.id).order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == [
        "people.account_added",
        "people.role_granted",
        "people.role_revoked",
    ]


def test_a_closed_account_has_no_roles(admin: Actor, now: datetime) -> None:
    account = hire(admin, now, ("manager", None))
    account.is_active = False
    assert actor_of(account, now).roles == frozenset()


def test_nobody_is_no_actor(now: datetime) -> None:
    with pytest.raises(NotAllowed):
        actor_of(AnonymousUser(), now)


def test_memberships_of_another_operator_give_nothing(
    two_operators: tuple[Operator, Operator], now: datetime
) -> None:
    mine, other = two_operators
    boss = Actor(mine.id, "staff", id=uuid4(), roles=frozenset({"admin"}))
    with act_as(mine.id):
        account = hire(boss, now, ("agent", None))
    with begin(Actor.system(other.id), now) as act:
        grant(act, account.id, "admin")
    with act_as(other.id):
        actor = actor_of(account, now)
    assert (actor.operator_id, actor.roles) == (mine.id, {"agent"})


def test_only_admins_make_accounts_and_a_refusal_leaves_nothing(
    admin: Actor, manager: Actor, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        hire(manager, now)
    refusals: list[tuple[type[Exception], dict[str, object]]] = [
        (UsernameInvalid, {"username": "li"}),
        (UsernameInvalid, {"username": "a@b\x00c"}),
        (PasswordWeak, {"password": "short"}),
        (PasswordWeak, {"password": "password12"}),
        (RoleUnknown, {"roles": [("king", None)]}),
        (RoleNeedsParty, {"roles": [("agent", None), ("technician", None)]}),
    ]
    for refusal, wrong in refusals:
        asked = {"username": "li@example.com", "password": GOOD, "roles": [], **wrong}
        with pytest.raises(refusal):
            add_staff(admin, now, **asked)  # type: ignore[arg-type]
        assert not Account.objects.exists() and not Membership.objects.exists()
    hire(admin, now)
    with pytest.raises(UsernameTaken):
        hire(admin, now)
    assert Account.objects.count() == 1


def test_without_a_password_only_oidc_opens_an_account(admin: Actor, now: datetime) -> None:
    account = add_staff(admin, now, username="li@example.com", password=None, roles=[])
    assert not account.has_usable_password()
    assert not account.check_password("")


def test_who_sees_everything_or_may_unmask_needs_a_second_factor() -> None:
    needed = {role for role in STAFF_ROLES if mfa_required({role})}
    assert {"manager", "admin", "auditor"} <= needed
    assert set(TABLE["person.unmask"]) <= needed
    assert not mfa_required({"brand"}) and not mfa_required(set())
    assert mfa_required({"brand", "admin"})


def test_parties_have_dated_roles(
    outlet: Party, customer: Party, system: Actor, now: datetime
) -> None:
    with begin(system, now) as act:
        role = add_role(act, customer.id, "technician", at=outlet.id, since=now + DAY)
        with pytest.raises(RoleUnknown):
            add_role(act, customer.id, "king")
    assert in_role("technician", now) == []
    assert in_role("technician", now + DAY, at=outlet.id) == [customer]
    assert in_role("technician", now + DAY, at=customer.id) == []
    with begin(system, now + 2 * DAY) as act:
        end_role(act, role.id)
    assert in_role("technician", now + 2 * DAY) == []
    assert in_role("outlet", now) == [outlet]


def test_the_list_of_staff_shows_past_roles_too(admin: Actor, now: datetime) -> None:
    account = hire(admin, now, ("agent", None))
    revoke(admin, now + DAY, Membership.objects.get().id)
    ((listed, held),) = staff_accounts(admin.operator_id)
    assert listed == account and [one.until for one in held] == [now + DAY]

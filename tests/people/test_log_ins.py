"""An administrator helps others with their log-in, and cannot lose the way in by mistake."""

from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator

from bonafix.kit.errors import NotAllowed
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.people.actions import add_staff, close_account, reset_log_in, revoke
from bonafix.people.actors import actor_of
from bonafix.people.errors import NoSuchPerson, NotOneself
from bonafix.people.models import Account, Membership

GOOD = "correct horse battery"


def hire(admin: Actor, now: datetime, name: str, role: str) -> Account:
    roles = [(role, None)]
    return add_staff(admin, now, username=f"{name}@example.com", password=GOOD, roles=roles)


def test_a_closed_account_has_no_roles_until_it_is_opened_again(
    admin: Actor, now: datetime
) -> None:
    account = hire(admin, now, "li", "agent")
    assert actor_of(close_account(admin, now, account.id), now).roles == frozenset()
    close_account(admin, now, account.id)
    assert Entry.objects.filter(kind="people.account_closed").count() == 1
    close_account(admin, now, account.id, closed=False)
    account.refresh_from_db()
    assert actor_of(account, now).roles == {"agent"}


def test_a_new_password_replaces_the_old_one_and_the_lost_telephone(
    admin: Actor, now: datetime
) -> None:
    account = hire(admin, now, "li", "agent")
    Authenticator.objects.create(user=account, type="totp", data={})
    password = reset_log_in(admin, now, account.id)
    account.refresh_from_db()
    assert account.check_password(password) and not account.check_password(GOOD)
    assert not Authenticator.objects.filter(user=account).exists()
    entry = Entry.objects.get(kind="people.log_in_reset")
    assert password not in str(entry.body)


def test_nobody_shuts_themselves_out(admin: Actor, now: datetime) -> None:
    account = hire(admin, now, "boss", "admin")
    boss = actor_of(account, now)
    for verb in (close_account, reset_log_in):
        with pytest.raises(NotOneself):
            verb(boss, now, account.id)
    with pytest.raises(NotOneself):
        revoke(boss, now, Membership.objects.get(account_id=account.id).id)


def test_only_administrators_touch_log_ins_and_only_their_own_operators(
    admin: Actor, now: datetime
) -> None:
    account = hire(admin, now, "li", "manager")
    manager = actor_of(account, now)
    for verb in (close_account, reset_log_in):
        with pytest.raises(NotAllowed):
            verb(manager, now, account.id)
        with pytest.raises(NoSuchPerson):
            verb(admin, now, admin.operator_id)

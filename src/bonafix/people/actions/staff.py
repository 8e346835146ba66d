"""Accounts of staff, and their dated roles."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bonafix.access import Subject, require
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people import rules
from bonafix.people.errors import NoSuchPerson, NotOneself, PasswordWeak, UsernameTaken
from bonafix.people.models import Account, Membership

Grant = tuple[str, UUID | None]


class _RandomPassword(Argon2PasswordHasher):
    """For a password drawn at random: nobody can guess it, so it needs no slow hash.

    The first log-in replaces it by a hash of the usual strength.
    """

    time_cost, memory_cost, parallelism = 1, 64, 1


def add_staff(
    actor: Actor, now: datetime, *, username: str, password: str | None, roles: Iterable[Grant]
) -> Account:
    """A new account with its roles, each (role, party id or None).

    Without a password it can be entered by OIDC only. Raises NotAllowed, UsernameInvalid,
    UsernameTaken, PasswordWeak, RoleUnknown, RoleNeedsParty.
    """
    require(actor, "staff.edit", Subject("staff", actor.operator_id))
    with begin(actor, now) as act:
        account = add_account(act, username=username, password=password)
        for role, party_id in roles:
            grant(act, account.id, role, party_id=party_id)
    return account


def add_account(act: Act, *, username: str, password: str | None, random: bool = False) -> Account:
    """A new account without roles. Its password is hashed with argon2, which takes a while.

    `random`: the password was drawn by a machine, with 70 bits or more; that one is quick.
    """
    name = rules.check_username(username)
    if Account.objects.filter(username=name).exists():
        raise UsernameTaken
    account = Account(username=name, operator_id=act.operator_id, created_at=act.now)
    if password is None:
        account.set_unusable_password()
    else:
        _check_password(password, account)
        hasher = _RandomPassword() if random else "default"
        account.password = make_password(password, hasher=hasher)
    Account.objects.bulk_create([account])
    act.record("people.account_added", ("account", account.id))
    return account


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise PasswordWeak from error


def grant_role(
    actor: Actor, now: datetime, account_id: UUID, role: str, party_id: UUID | None = None
) -> Membership:
    """Give an account one more role, from now on."""
    require(actor, "staff.edit", Subject("staff", actor.operator_id))
    with begin(actor, now) as act:
        return grant(act, account_id, role, party_id=party_id)


def grant(
    act: Act,
    account_id: UUID,
    role: str,
    *,
    party_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Membership:
    """From `since` (now) to `until` (open) the account has this role, speaking for a party."""
    row = Membership(
        account_id=account_id,
        role=rules.check_staff_role(role, party_id is not None),
        party_id=party_id,
        since=since or act.now,
        until=until,
    )
    act.record("people.role_granted", ("account", account_id), rows=[row])
    return row


def revoke(actor: Actor, now: datetime, membership_id: UUID) -> Membership:
    """The account has this role no longer. Raises NotAllowed, NoSuchPerson, NotOneself."""
    require(actor, "staff.edit", Subject("staff", actor.operator_id))
    with begin(actor, now) as act:
        if not Membership.objects.filter(pk=membership_id).exists():
            raise NoSuchPerson
        row = act.lock(Membership, membership_id)
        if row.account_id == actor.id and row.role == "admin":
            raise NotOneself
        row.until = now
        act.record("people.role_revoked", ("account", row.account_id), rows=[row])
    return row

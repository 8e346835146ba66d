"""An administrator helps with a log-in: closes it, opens it again, or lets it begin anew."""

import secrets
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator

from bonafix.access import Subject, require
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.errors import NoSuchPerson, NotOneself
from bonafix.people.models import Account


def new_password() -> str:
    """A password drawn at random, 96 bits: to be told once and changed by its owner."""
    return secrets.token_urlsafe(12)


def close_account(actor: Actor, now: datetime, account_id: UUID, *, closed: bool = True) -> Account:
    """Nobody logs in with this account any more; `closed` False opens it again.

    Its roles stay on record. Raises NotAllowed, NoSuchPerson, NotOneself.
    """
    account = _account(actor, account_id)
    if account.is_active == closed:
        with begin(actor, now) as act:
            Account.objects.filter(pk=account.id).update(is_active=not closed)
            act.record(
                "people.account_closed" if closed else "people.account_opened",
                ("account", account.id),
            )
    account.is_active = not closed
    return account


def reset_log_in(actor: Actor, now: datetime, account_id: UUID) -> str:
    """A new password, returned once; the second factor is set up anew at the next log-in.

    For somebody who has lost telephone or password. Raises NotAllowed, NoSuchPerson,
    NotOneself: one's own is changed on one's own page.
    """
    account = _account(actor, account_id)
    password = new_password()
    with begin(actor, now) as act:
        account.set_password(password)
        Account.objects.filter(pk=account.id).update(password=account.password)
        Authenticator.objects.filter(user_id=account.id).delete()
        act.record("people.log_in_reset", ("account", account.id))
    return password


def _account(actor: Actor, account_id: UUID) -> Account:
    require(actor, "staff.edit", Subject("staff", actor.operator_id))
    if account_id == actor.id:
        raise NotOneself
    found = Account.objects.filter(pk=account_id, operator_id=actor.operator_id).first()
    if found is None:
        raise NoSuchPerson
    return found

"""From an account, a key or a link to the one who acts."""

import hmac
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from bonafix.kit.errors import NotAllowed
from bonafix.kit.tokens import token_hash
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import act_as
from bonafix.people.models import Account, ApiKey, Membership, PartyRole


def actor_of(account: AbstractBaseUser | AnonymousUser, now: datetime) -> Actor:
    """The actor behind a log-in, with the roles that hold at `now`; a closed account has none.

    `NotAllowed` for somebody who is not logged in.
    """
    if not isinstance(account, Account):
        raise NotAllowed("not_logged_in", "Please log in first.")
    held = memberships_of(account, now) if account.is_active else []
    roles = frozenset(membership.role for membership in held)
    technician = _party_in(held, "technician")
    return Actor(
        operator_id=account.operator_id,
        kind="technician" if roles == {"technician"} else "staff",
        id=account.id,
        roles=roles,
        party_ids=frozenset(one.party_id for one in held if one.party_id),
        outlet_ids=frozenset(
            one.party_id for one in held if one.role == "outlet_dispatcher" and one.party_id
        ),
        technician_id=technician,
    )


def memberships_of(account: Account, now: datetime) -> list[Membership]:
    """The account's roles that hold at `now`, oldest first."""
    with act_as(account.operator_id):
        return list(
            Membership.objects.filter(account_id=account.id, since__lte=now)
            .filter(Q(until__isnull=True) | Q(until__gt=now))
            .order_by("since", "id")
        )


def _party_in(memberships: list[Membership], role: str) -> UUID | None:
    return next((one.party_id for one in memberships if one.role == role), None)


def actor_of_key(api_key: str, now: datetime) -> Actor | None:
    """The actor behind an API key, or None for a key that is unknown or revoked.

    Every key is an integrator for its party; an outlet's key may also pass on the steps of its
    technicians.
    """
    prefix = api_key.split("_")[1] if api_key.count("_") >= 2 else ""
    if not prefix or "\x00" in api_key:
        return None
    row = ApiKey.objects.filter(prefix=prefix[:12]).first()
    if row is None or not hmac.compare_digest(bytes(row.key_hash), token_hash(api_key)):
        return None
    if row.revoked_at is not None and row.revoked_at <= now:
        return None
    outlet = _is_outlet(row.operator_id, row.party_id, now)
    return Actor(
        operator_id=row.operator_id,
        kind="api",
        id=row.id,
        roles=frozenset({"integrator", "outlet_system"} if outlet else {"integrator"}),
        party_ids=frozenset({row.party_id}),
        outlet_ids=frozenset({row.party_id} if outlet else ()),
        scopes=frozenset(row.scopes),
    )


def _is_outlet(operator_id: UUID, party_id: UUID, now: datetime) -> bool:
    with act_as(operator_id):
        held = PartyRole.objects.filter(party_id=party_id, role="outlet", since__lte=now)
        return held.filter(Q(until__isnull=True) | Q(until__gt=now)).exists()


def customer_actor(operator_id: UUID, case_id: UUID | None, party_id: UUID | None) -> Actor:
    """A customer who holds a link to a case, or has shown by a code who they are."""
    return Actor(
        operator_id=operator_id,
        kind="customer",
        id=party_id,
        roles=frozenset({"customer"}),
        party_ids=frozenset({party_id} if party_id else ()),
        case_ids=frozenset({case_id} if case_id else ()),
    )

"""Keys of programs."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.kit.errors import NotFound
from bonafix.kit.tokens import new_token, token_hash
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people import rules
from bonafix.people.models import ApiKey
from bonafix.people.queries import party


def add_api_key(
    actor: Actor, now: datetime, *, party_id: UUID, title: str, scopes: Iterable[str]
) -> tuple[ApiKey, str]:
    """A key that acts for a party within scopes: (the row, the key). The key is shown once.

    Raises NotAllowed, ScopeUnknown, NoSuchPerson.
    """
    require(actor, "key.edit", Subject("key", actor.operator_id))
    wanted = rules.check_scopes(scopes)
    prefix = secrets.token_hex(6)
    secret = f"bfx_{prefix}_{new_token()}"
    with begin(actor, now) as act:
        row = ApiKey.objects.create(
            operator_id=actor.operator_id,
            title=title[:80],
            prefix=prefix,
            key_hash=token_hash(secret),
            party_id=party(party_id).id,
            scopes=wanted,
            created_at=now,
        )
        body = {"key": str(row.id), "scopes": wanted}
        act.record("people.api_key_added", ("party", party_id), body=body)
    return row, secret


def revoke_api_key(actor: Actor, now: datetime, key_id: UUID) -> None:
    """The key opens nothing from now on. Saying it twice changes nothing. NotAllowed, NotFound."""
    require(actor, "key.revoke", Subject("key", actor.operator_id))
    with begin(actor, now) as act:
        row = (
            ApiKey.objects.select_for_update(no_key=True)
            .filter(pk=key_id, operator_id=actor.operator_id)
            .first()
        )
        if row is None:
            raise NotFound("no_such_key", "There is no such key.")
        if row.revoked_at is None:
            ApiKey.objects.filter(pk=key_id).update(revoked_at=now)
            body = {"key": str(key_id)}
            act.record("people.api_key_revoked", ("party", row.party_id), body=body)

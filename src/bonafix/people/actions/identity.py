"""An administrator says at which identity provider the operator's own people log in."""

from datetime import datetime

from bonafix.access import Subject, require
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.identity import hide
from bonafix.people.models import IdentityProvider
from bonafix.people.rules import check_server_url


def set_identity_provider(
    actor: Actor, now: datetime, *, name: str, server_url: str, client_id: str, secret: str
) -> IdentityProvider:
    """From now on people log in there too; who was known by an earlier one is met anew.

    `server_url` is the issuer's address, https (http only on this machine). The secret is
    kept encrypted and in no record. Raises NotAllowed, ServerUrlInvalid.
    """
    require(actor, "staff.edit", Subject("staff", actor.operator_id))
    url = check_server_url(server_url)
    with begin(actor, now) as act:
        _end(act)
        row = IdentityProvider(
            operator_id=actor.operator_id,
            name=name.strip()[:60],
            server_url=url,
            client_id=client_id.strip()[:200],
            secret=hide(secret),
            since=now,
        )
        act.record("people.identity_provider_set", ("operator", actor.operator_id), rows=[row])
    return row


def end_identity_provider(actor: Actor, now: datetime) -> None:
    """Nobody comes in by it any more; log-in names and passwords stay. NotAllowed."""
    require(actor, "staff.edit", Subject("staff", actor.operator_id))
    with begin(actor, now) as act:
        _end(act)


def _end(act: Act) -> None:
    row = IdentityProvider.objects.select_for_update(no_key=True).filter(until=None).first()
    if row is not None:
        row.until = act.now
        act.record("people.identity_provider_ended", ("operator", act.operator_id), rows=[row])

"""Handing a person everything that is held about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.errors import PersonErased
from bonafix.people.mydata import all_data
from bonafix.people.queries import party


def export(actor: Actor, now: datetime, party_id: UUID) -> dict[str, Any]:
    """Everything about a person by contributor, as values for JSON; that it was given is recorded.

    Raises NotAllowed, NoSuchPerson; PersonErased once erasure was asked: what a law keeps then
    leaves the house for an authority only, as evidence of a case.
    """
    require(actor, "person.export", Subject("person", actor.operator_id, id=party_id))
    with begin(actor, now) as act:
        if party(party_id).status != "active":
            raise PersonErased
        data = all_data(party_id)
        act.record("people.data_exported", ("party", party_id), body={"parts": sorted(data)})
    return data

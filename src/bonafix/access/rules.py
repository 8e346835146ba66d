"""`may`: asks the table. Pure."""

from dataclasses import dataclass
from uuid import UUID

from bonafix.access.table import TABLE, Relation
from bonafix.kit.errors import NotAllowed
from bonafix.operators.actors import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is about, and to whom it is tied."""

    kind: str
    operator_id: UUID
    id: UUID | None = None
    case_id: UUID | None = None
    party_ids: frozenset[UUID] = frozenset()
    reporter_ids: frozenset[UUID] = frozenset()
    outlet_ids: frozenset[UUID] = frozenset()
    technician_ids: frozenset[UUID] = frozenset()


def related(actor: Actor, relation: Relation, subject: Subject) -> bool:
    """True when the actor is tied to the subject in this way."""
    if relation == "any":
        return True
    if relation == "case":
        return subject.case_id is not None and subject.case_id in actor.case_ids
    if relation == "job":
        return actor.technician_id is not None and actor.technician_id in subject.technician_ids
    if relation == "self":
        return subject.id is not None and subject.id in actor.party_ids
    mine, theirs = {
        "outlet": (actor.outlet_ids, subject.outlet_ids),
        "party": (actor.party_ids, subject.party_ids),
        "reporter": (actor.party_ids, subject.reporter_ids),
    }[relation]
    return bool(mine & theirs)


def may(actor: Actor, verb: str, subject: Subject) -> bool:
    """True when a role of the actor allows `verb` on `subject`. KeyError for an unknown verb."""
    allowed = TABLE[verb]
    if actor.operator_id != subject.operator_id:
        return False
    return any(role in allowed and related(actor, allowed[role], subject) for role in actor.roles)


def require(actor: Actor, verb: str, subject: Subject) -> None:
    """Raise `NotAllowed` unless the actor may."""
    if not may(actor, verb, subject):
        raise NotAllowed("not_allowed", "You may not do this here.")

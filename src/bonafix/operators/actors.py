"""Who acts: carried through every action and written into every entry of the record."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

ActorKind = Literal["staff", "technician", "customer", "system", "api"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting person, key or the system itself, inside one operator.

    `party_ids` are the organisations or persons it speaks for, `outlet_ids` the outlets
    among them that it runs, `case_ids` the only cases a link-holder may touch.
    """

    operator_id: UUID
    kind: ActorKind
    id: UUID | None = None
    roles: frozenset[str] = frozenset()
    party_ids: frozenset[UUID] = frozenset()
    outlet_ids: frozenset[UUID] = frozenset()
    case_ids: frozenset[UUID] = frozenset()
    technician_id: UUID | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def system(cls, operator_id: UUID) -> "Actor":
        """The clockwork: it measures, arranges and reminds."""
        return cls(operator_id=operator_id, kind="system", roles=frozenset({"system"}))

    def label(self) -> str:
        """`kind:id` as the record stores it; never a name."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

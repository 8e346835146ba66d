"""What a visit is for, and what follows from it: skill, time, whether a fault is needed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bonafix.kit.errors import Invalid

REPAIR: Final = "repair"
DOOR_OPEN: Final = "door_open"
INSPECTION: Final = "inspection"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of visit.

    `skill`: what every technician who goes must have, beside what the fault asks; `minutes`:
    how long it takes when no fault says so; `needs_words`: somebody has to say what is wrong;
    `needs_proofs`: a local permit to go, and proofs on record before any work.
    """

    name: str
    minutes: int
    skill: str = ""
    needs_words: bool = False
    needs_proofs: bool = False


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(REPAIR, 60, needs_words=True),
        Kind("installation", 90),
        # A lock is opened for whoever shows that they may ask for it; everybody else is asked to
        # turn to the police or the property office.
        Kind(DOOR_OPEN, 45, skill=DOOR_OPEN, needs_proofs=True),
        Kind(INSPECTION, 45),
        Kind("maintenance", 60),
    )
}

# No price, no approval and no work before the proofs of an opening are on record.
NEEDS_PROOFS: Final = frozenset({"quote", "requote", "approve", "approve_there", "repair"})
# Steps that only an opening has.
DOOR_VERBS: Final = frozenset({"prove_door", "decline_door"})


def kind_named(name: str) -> Kind:
    """The kind of this name. `Invalid` names the field `kind`."""
    if name not in KINDS:
        raise Invalid("kind_unknown", "Please choose what the visit is for.", field="kind")
    return KINDS[name]


def skills_for(kind: Kind, of_fault: Iterable[str]) -> tuple[str, ...]:
    """What whoever goes must be able to do, sorted, each once."""
    return tuple(sorted({*of_fault, *([kind.skill] if kind.skill else [])}))


def is_blocked(kind: str, verb: str, proved: bool) -> bool:
    """True for a step of an opening that comes before its proofs."""
    return KINDS[kind].needs_proofs and verb in NEEDS_PROOFS and not proved


def is_foreign(kind: str, verb: str) -> bool:
    """True for a step of an opening on a visit that is none."""
    return verb in DOOR_VERBS and not KINDS[kind].needs_proofs

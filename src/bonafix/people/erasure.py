"""What beats erasure: who keeps something of a person, why, and until when.

Packages above contribute; `config` wires them. An erasure asks all of them first and
tells the person what is kept and why (Personal Information Protection Law, article 47:
what a statute keeps is stored only, and used for nothing else).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bonafix.ledger.acts import Act


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept of a person.

    `what` and `why` are English msgids that the face translates; `code` is a word for the
    record. `running` means that the person's data is still being used (an open repair, a
    role as technician): then nothing is erased before it ends. Otherwise it is a statute or
    a legal hold: everything is locked away until `until` (None: until a person lifts it).
    """

    code: str
    what: str
    why: str
    until: datetime | None = None
    running: bool = False


class RetentionContributor(Protocol):
    """One package's answer to: what of this person must stay?"""

    @property
    def name(self) -> str:
        """The package, for example "repairs"."""

    @property
    def tables(self) -> frozenset[str]:
        """The tables with personal data that it answers for."""

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """What must stay; read inside the erasing transaction, the party's row is locked."""


_contributors: dict[str, RetentionContributor] = {}
# By package: what of a person (by party id) the links of a person may lead to, as ids.
Doors = Callable[[UUID], Iterable[UUID]]
_doors: dict[str, Doors] = {}


# By package: what is derived of a person's data lies outside of sealed cells and has to go.
_forgetters: dict[str, Callable[[UUID], object]] = {}


def contribute_forgetting(name: str, forget: Callable[[UUID], object]) -> None:
    """Register who drops derived data of a person (by party id); the same name replaces it."""
    _forgetters[name] = forget


def forget_derived(party_id: UUID) -> None:
    """Everything that was derived of this person's data goes, inside the erasing transaction."""
    for forget in _forgetters.values():
        forget(party_id)


# By package: what ends on record together with a person, erased or locked away.
Parting = Callable[[Act, UUID], object]
_partings: dict[str, Parting] = {}


def contribute_parting(name: str, part: Parting) -> None:
    """Register what ends with a person (by party id); the same name again replaces it."""
    _partings[name] = part


def part_from(act: Act, party_id: UUID) -> None:
    """Everything that no law keeps ends with this person, inside the erasing transaction."""
    for part in _partings.values():
        part(act, party_id)


def contribute_doors(name: str, doors: Doors) -> None:
    """Register what links lead to whoever is erased; the same name again replaces it."""
    _doors[name] = doors


def doors_of(party_id: UUID) -> frozenset[UUID]:
    """Everything whose links have to end when this person is erased; the person is among it."""
    return frozenset({party_id}).union(*(doors(party_id) for doors in _doors.values()))


def contribute(contributor: RetentionContributor) -> None:
    """Register a contributor; the same name again replaces it."""
    _contributors[contributor.name] = contributor


def contributors() -> list[RetentionContributor]:
    """All registered contributors, by name; people's own is always there."""
    return [_contributors[name] for name in sorted(_contributors)]


def all_kept(party_id: UUID, now: datetime) -> list[Kept]:
    """What anybody must keep of this person at `now`."""
    return [
        one
        for contributor in contributors()
        for one in contributor.kept(party_id, now)
        if one.until is None or one.until > now
    ]

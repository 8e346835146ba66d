"""Who contributes to a bundle: each package its part, wired by `config`."""

from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Part:
    """Tables (name → rows as JSON values) and the files that the rows name."""

    tables: dict[str, list[dict[str, Any]]]
    files: frozenset[UUID] = field(default_factory=frozenset)


class EvidenceContributor(Protocol):
    """One package's answer to: what do you hold about this case?"""

    @property
    def name(self) -> str:
        """The name of its member, for example "repairs"."""

    @property
    def tables(self) -> frozenset[str]:
        """The tables that it answers for."""

    def part_of(self, case_id: UUID, *, full: bool) -> Part:
        """Its part; sealed texts with their openings when `full`, else masked."""


_contributors: dict[str, EvidenceContributor] = {}


def contribute(contributor: EvidenceContributor) -> None:
    """Register a contributor; the same name again replaces it."""
    _contributors[contributor.name] = contributor


def contributors() -> list[EvidenceContributor]:
    """All registered contributors, by name."""
    return [_contributors[name] for name in sorted(_contributors)]

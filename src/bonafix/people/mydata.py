"""Everything about one person, for that person: each package contributes its part."""

from typing import Any, Protocol
from uuid import UUID


class DataContributor(Protocol):
    """One package's answer to: what do you hold about this person?"""

    @property
    def name(self) -> str:
        """The heading of its part, for example "repairs"."""

    @property
    def tables(self) -> frozenset[str]:
        """The tables with personal data that it answers for."""

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """Its part in plain words, as values that JSON can hold; instants as RFC 3339."""


_contributors: dict[str, DataContributor] = {}


def contribute(contributor: DataContributor) -> None:
    """Register a contributor; the same name again replaces it."""
    _contributors[contributor.name] = contributor


def contributors() -> list[DataContributor]:
    """All registered contributors, by name; people's own is always there."""
    return [_contributors[name] for name in sorted(_contributors)]


def all_data(party_id: UUID) -> dict[str, Any]:
    """Everything that anybody holds about this person, by contributor."""
    return {one.name: one.data_of(party_id) for one in contributors()}

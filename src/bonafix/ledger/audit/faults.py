"""What an audit finds, and who else contributes to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the record says. `where` names it, `what` says it in words."""

    kind: str
    where: str
    what: str


@dataclass
class Report:
    """Counts of what was checked, and the faults."""

    entries: int = 0
    streams: int = 0
    anchors: int = 0
    rows: int = 0
    sealed: int = 0
    erased: int = 0
    files: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, kind: str, where: str, what: str) -> None:
        """Note one fault."""
        self.faults.append(Fault(kind, where, what))

    def absorb(self, other: "Report") -> None:
        """Add another report's counts and faults to this one."""
        for name in ("entries", "streams", "anchors", "rows", "sealed", "erased", "files"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults.extend(other.faults)


# A package above adds its own check (files: objects match their hashes) and, for sealed
# cells, how to open them. `config` wires them.
Contributor = Callable[[UUID, Report], None]
_contributors: dict[str, Contributor] = {}


def contribute(name: str, check: Contributor) -> None:
    """Register a check under a name; the same name again replaces it."""
    _contributors[name] = check


def contributors() -> Iterable[tuple[str, Contributor]]:
    """All registered checks, by name."""
    return sorted(_contributors.items())

"""What the resolver is asked and what it answers. Pure; no Django, no database."""

from dataclasses import dataclass, field
from typing import Literal

# Of which list of divisions codes are; data/README.md says where it is from. Every row that keeps
# a code keeps this beside it.
EDITION = "2025-12-31"

Status = Literal["resolved", "historical", "special", "ambiguous", "none"]
Level = Literal["province", "prefecture", "county", "township"]

LEVELS: dict[int, Level] = {2: "province", 4: "prefecture", 6: "county", 9: "township"}


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division, of today or (when `current` is false) of former times.

    `code` has 2, 4, 6 or 9 digits; `name` is the full name with its ancestors, e.g.
    山西省临汾市永和县. `lat` and `lon` are degrees as published, datum not stated, known for
    most counties and above; a township has none of its own (see `centroid`).
    """

    code: str
    name: str
    level: Level
    lat: float | None = None
    lon: float | None = None
    current: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """What else is known: codes of areas the place is likely to be in.

    `within`: asked about, as a brand's coverage; `caller`: of the caller's number; `desk`: where
    the desk works. Asked in this order. They only ever choose between candidates and never make
    a place out of nothing; the trace names which of them did.
    """

    within: tuple[str, ...] = ()
    caller: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One reason, as a sentence with %(name)s places; faces may translate the sentence."""

    text: str
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer to one text.

    resolved: `division` is the place. historical: the text uses a name or a code that is no
    longer valid; `division` is the old one when its code is known, otherwise the successor,
    and `candidates` are today's successors. special: an area that is no division of the
    list, or one nobody can be sent to; `division` is the one around it. ambiguous: a person
    must be asked which of `candidates`. none: the text names no place.
    `rest` is the part of the text below the division (street, house).
    """

    status: Status
    division: Division | None = None
    candidates: tuple[Division, ...] = ()
    rest: str = ""
    trace: tuple[Step, ...] = ()

    @property
    def place(self) -> Division | None:
        """The one division of today that is meant, or None when a person must be asked."""
        if self.status == "resolved":
            return self.division
        if self.status == "historical" and len(self.candidates) == 1:
            return self.candidates[0]
        return None

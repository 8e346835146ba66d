"""What a planner is given and what it answers: `Problem` → `Plan`.

Times and durations are whole ticks; a problem says how many ticks make one of its units
(`scale`; 1 for problems in seconds, 10 for files with one decimal). Places are indices into
the square travel matrix. Nothing here knows a solver.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.int64]
HORIZON = 10**9


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, both ends included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Break:
    """A pause that begins between `earliest` and `latest` and lasts `duration`."""

    earliest: int
    latest: int
    duration: int


@dataclass(frozen=True, slots=True)
class Promise:
    """What the customer was told; to change it costs `gain` at least."""

    start: int
    tolerance: int
    technician: str | None = None
    gain: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One visit. It begins inside one of `windows` (none: any time).

    `soft` is the window that was wished for: beginning after its end costs `late_cost` a tick.
    `priority` 0 to 100 weighs how bad it is to leave the job out. `tools` can be fetched at
    the depot, `skills` cannot. `pin` and `pin_start` are a dispatcher's orders.
    """

    id: str
    place: int
    duration: int
    windows: tuple[Window, ...] = ()
    soft: Window | None = None
    late_cost: int = 0
    skills: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    priority: int = 50
    promise: Promise | None = None
    pin: str | None = None
    pin_start: int | None = None
    preferred: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Technician:
    """One person's day. `end` None: the day ends where the last job is.

    `overtime` ticks after the shift are possible at `overtime_cost` a tick.
    """

    id: str
    start: int
    end: int | None
    shift: Window
    breaks: tuple[Break, ...] = ()
    skills: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    stock: Mapping[str, int] = field(default_factory=dict)
    overtime: int = 0
    overtime_cost: int = 0
    fixed_cost: int = 0


@dataclass(frozen=True, slots=True)
class Rates:
    """What one tick of travel and of paid time costs; what leaving out costs at priority 100."""

    travel: int = 1
    working: int = 0
    stranger: int = 0
    left_out: int = 10**7


@dataclass(frozen=True)
class Problem:
    """Jobs, technicians and the time between places (`travel[a, b]`, ticks, non-negative).

    `depot`: a place where tools and parts of any number can be fetched in `depot_duration`,
    once a day. `distance` is what is reported; without it, travel time is.
    """

    jobs: tuple[Job, ...]
    technicians: tuple[Technician, ...]
    travel: Matrix
    distance: Matrix | None = None
    depot: int | None = None
    depot_duration: int = 0
    rates: Rates = Rates()
    scale: int = 1
    name: str = ""


Kind: TypeAlias = Literal["job", "break", "depot"]


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that a technician does at a time; `job` only for kind "job"."""

    kind: Kind
    job: str | None
    arrive: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Route:
    """One technician's day: leaves at `leave`, is done at `back`."""

    technician: str
    leave: int
    back: int
    stops: tuple[Stop, ...]

    @property
    def jobs(self) -> tuple[str, ...]:
        """Ids of the jobs in order."""
        return tuple(s.job for s in self.stops if s.job is not None)


@dataclass(frozen=True, slots=True)
class Costs:
    """Cost split by cause; the sum is what engines minimise."""

    travel: int = 0
    working: int = 0
    overtime: int = 0
    late: int = 0
    technicians: int = 0
    strangers: int = 0
    promises: int = 0
    left_out: int = 0

    @property
    def total(self) -> int:
        """All causes together."""
        return sum(self.split().values())

    def split(self) -> dict[str, int]:
        """Cause → cost."""
        return {name: int(getattr(self, name)) for name in self.__slots__}

    def __add__(self, other: "Costs") -> "Costs":
        mine, theirs = self.split(), other.split()
        return Costs(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True)
class Plan:
    """Routes, jobs left out, the cost by cause, and which engine found it."""

    routes: tuple[Route, ...]
    unassigned: tuple[str, ...]
    costs: Costs
    engine: str = ""
    notes: tuple[str, ...] = field(default=())

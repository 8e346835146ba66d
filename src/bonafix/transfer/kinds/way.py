"""What every kind answers: what is here already, and how a row comes in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.transfer.models import ExternalRef
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Row


@dataclass(frozen=True, slots=True)
class Origin:
    """Which row of which import it is."""

    import_id: UUID | None
    row: int


@dataclass(frozen=True, slots=True)
class Found:
    """What is here under a row's key: values by column (None: nothing), its id, what is wrong.

    `ids` are things that the row refers to, by a word of the kind.
    """

    values: Mapping[str, Any] | None = None
    id: UUID | None = None
    faults: tuple[Fault, ...] = ()
    ids: Mapping[str, UUID] | None = None

    def of(self, name: str) -> UUID:
        """The id of what the row refers to."""
        assert self.ids is not None
        return self.ids[name]


@dataclass(frozen=True, slots=True)
class Way:
    """One kind's way in.

    `load` reads what many rows may meet, with a handful of queries. `find` looks one row up in
    that. `write` calls the verbs of the packages that own the tables, and returns the id of
    what was made or changed. `changeable`: a row that says something else may take the place
    of what is here.
    """

    load: Callable[[Sequence[Row], datetime], Any]
    find: Callable[[Row, Any], Found]
    write: Callable[[Act, Row, Found, Origin], UUID]
    changeable: Callable[[Row, Found], bool] = lambda _row, _found: False


def remember(
    act: Act,
    kind: str,
    ref: str,
    subject: tuple[str, UUID],
    origin: Origin,
    began_on: date | None = None,
) -> None:
    """Put on record what the other system calls this thing."""
    row = ExternalRef(
        kind=kind,
        ref=ref,
        subject_id=subject[1],
        source_id=origin.import_id,
        row=origin.row,
        began_on=began_on,
        at=act.now,
    )
    act.record("transfer.taken_over", subject, rows=[row])

"""All rows of a file: each read by itself, and beside those that mean the same thing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bonafix.kit.texts import N_
from bonafix.transfer.rules.cells import Cell
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Key, Kind, Row, check_row

CONTRADICTS: Final = N_("Row %(row)d says something else about the same.")


@dataclass(frozen=True, slots=True)
class Read:
    """One row: its number in the file, its cells, its values or faults.

    `repeats` is the number of an earlier row that says exactly the same.
    """

    number: int
    cells: Mapping[str, Cell]
    row: Row
    faults: tuple[Fault, ...] = ()
    repeats: int | None = None


def read_rows(
    kind: Kind, rows: Iterable[tuple[int, Mapping[str, Cell]]], today: date
) -> list[Read]:
    """Every row, in order. A repetition is harmless; a contradiction is a fault of the later."""
    seen: dict[Key, tuple[int, Row]] = {}
    found = []
    for number, cells in rows:
        checked = check_row(kind, cells, today)
        if checked.faults:
            found.append(Read(number, cells, checked.row, checked.faults))
            continue
        first, before = seen.setdefault(kind.key(checked.row), (number, checked.row))
        if first == number:
            found.append(Read(number, cells, checked.row))
        elif before == checked.row:
            found.append(Read(number, cells, checked.row, repeats=first))
        else:
            fault = Fault("", "contradicts_row", CONTRADICTS, {"row": first})
            found.append(Read(number, cells, checked.row, (fault,)))
    return found

"""A kind of table: its columns, what holds across them, what makes two rows the same. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bonafix.kit.errors import Invalid
from bonafix.kit.texts import N_
from bonafix.transfer.rules.cells import EMPTY, Cell, plain
from bonafix.transfer.rules.faults import Fault, fault_of
from bonafix.transfer.rules.readers import Reader

Row = Mapping[str, Any]
Key = tuple[str, ...]

MISSING: Final = N_("This is missing.")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `zh` and `en` are its titles, both understood in any language, as `also` are.

    `personal` values are never shown back on a page. `hint` is a msgid for the template's
    notes, `example` a value that `read` takes.
    """

    key: str
    zh: str
    en: str
    read: Reader
    needed: bool = False
    personal: bool = False
    hint: str = ""
    example: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be brought in by file.

    `title` and `about` are msgids. `across` looks at a row whose fields are all usable, with
    the day in China. `key` says which rows mean the same thing.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    key: Callable[[Row], Key]
    across: Callable[[Row, date], list[Fault]] = lambda _row, _today: []

    def column(self, key: str) -> Column:
        """The column of this key; KeyError when there is none."""
        return {one.key: one for one in self.columns}[key]


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that was read: its values (None: the cell said nothing), or what is wrong with it."""

    row: Row
    faults: tuple[Fault, ...] = ()


def check_row(kind: Kind, cells: Mapping[str, Cell], today: date) -> Checked:
    """Every column of one row, each fault with its field. Nothing is looked up anywhere."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in kind.columns:
        cell = cells.get(column.key, EMPTY)
        values[column.key] = None
        if not plain(cell):
            if column.needed:
                faults.append(Fault(column.key, "missing", MISSING))
            continue
        try:
            values[column.key] = column.read(cell)
        except Invalid as error:
            faults.append(fault_of(error, column.key))
    if not faults:
        faults += kind.across(values, today)
    return Checked(values, tuple(faults))

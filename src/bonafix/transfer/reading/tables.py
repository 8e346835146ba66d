"""A stranger's file as a table of a kind: head found, every line in its columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from bonafix.transfer.reading.limits import MAX_ROWS, TableRefused
from bonafix.transfer.reading.outside import Line, read_lines
from bonafix.transfer.rules.cells import Cell
from bonafix.transfer.rules.header import LOOKED_AT, Header, cells_of, find_header
from bonafix.transfer.rules.kinds import Kind


class ColumnsWrong(TableRefused):
    """`columns_missing` or `columns_doubled`, with the keys it is about."""

    def __init__(self, why: str, keys: tuple[str, ...]) -> None:
        super().__init__(why)
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a kind; `lines` are those below its head."""

    kind: Kind
    header: Header
    lines: list[Line]

    def rows(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """(number in the file, cells by key) of each line."""
        for line in self.lines:
            yield line.number, cells_of(self.header, line.cells)


def read_table(content: bytes, kind: Kind) -> Table:
    """Read a file as this kind. `TableRefused`, or `ColumnsWrong` with the columns."""
    lines = read_lines(content, kind)
    if not lines:
        raise TableRefused("empty")
    header = find_header(kind, [line.cells for line in lines[:LOOKED_AT]])
    if header is None:
        raise TableRefused("no_header")
    if header.doubled:
        raise ColumnsWrong("columns_doubled", header.doubled)
    if header.missing:
        raise ColumnsWrong("columns_missing", header.missing)
    below = lines[header.at + 1 :]
    if len(below) > MAX_ROWS:
        raise TableRefused("too_many_rows")
    return Table(kind, header, below)

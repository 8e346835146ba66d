"""The report of an import: its wrong rows, with every fault and the cells as they were."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bonafix.transfer.reading.tables import Table
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.whole import Read


@dataclass
class WrongRow:
    """One row that did not, or would not, come in. `cells` are in the order of the columns."""

    row: int
    faults: list[Fault]
    cells: list[str] = field(repr=False)


@dataclass
class Report:
    """`columns`: keys in the order of the file; `unused`: titles that meant nothing."""

    columns: list[str]
    unused: list[str] = field(repr=False, default_factory=list)
    wrong: list[WrongRow] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table) -> "Report":
        """An empty one for this table."""
        places = sorted(table.header.columns)
        return cls([table.header.columns[place] for place in places], list(table.header.unused))

    def add(self, read: Read, faults: Sequence[Fault]) -> None:
        """One more wrong row."""
        self.wrong.append(WrongRow(read.number, list(faults), self._cells(read)))

    def _cells(self, read: Read) -> list[str]:
        return [read.cells[key].text if key in read.cells else "" for key in self.columns]

    def to_bytes(self) -> bytes:
        """As it is kept in custody."""
        rows = [[one.row, [f.kept() for f in one.faults], one.cells] for one in self.wrong]
        told = {"columns": self.columns, "unused": self.unused, "wrong": rows}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Report":
        """What `to_bytes` wrote."""
        told: Mapping[str, Any] = json.loads(content)
        wrong = [
            WrongRow(row, [Fault(*kept) for kept in faults], cells)
            for row, faults, cells in told["wrong"]
        ]
        return cls(told["columns"], told["unused"], wrong)

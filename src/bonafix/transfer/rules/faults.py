"""What is wrong with a row, in words that hold nothing of the row. Pure."""

from dataclasses import dataclass
from dataclasses import field as having
from typing import Any, Final

from bonafix.kit.errors import BonafixError
from bonafix.kit.texts import N_

UNSAID: Final = N_("This cannot be used as it stands.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one field ("" for the row as a whole).

    `text` is a msgid. `numbers` fill it in: only numbers, because faults are kept on record,
    where nothing may stand that somebody wrote into a cell.
    """

    field: str
    code: str
    text: str
    numbers: dict[str, int] = having(default_factory=dict)

    def kept(self) -> list[Any]:
        """As it is put on record."""
        return [self.field, self.code, self.text, self.numbers]


def fault_of(error: BonafixError, column: str) -> Fault:
    """A refusal as a fault of this column; a sentence that would repeat the cell is not kept."""
    numbers = {name: value for name, value in error.params.items() if isinstance(value, int)}
    whole = len(numbers) == len(error.params)
    return Fault(column, error.code, error.text if whole else UNSAID, numbers if whole else {})

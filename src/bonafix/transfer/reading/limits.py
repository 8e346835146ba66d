"""How much of a stranger's file is looked at, and what refuses it."""

from typing import Final

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 100
# Longer cells are cut here: every column takes less, so the row is refused with its reason.
MAX_CELL: Final = 4_000
# An .xlsx is a ZIP: what it may unpack to, in all and in parts.
MAX_UNPACKED: Final = 300 * 1024 * 1024
MAX_ENTRIES: Final = 2_000
# Empty lines that still count as the inside of a table; formatted sheets end in many.
MAX_BLANK: Final = 10_000
MEMORY: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 90
WALL_SECONDS: Final = 120
MAX_OUTPUT: Final = 256 * 1024 * 1024


class TableRefused(Exception):
    """Not read any further; `why` is a word of transfer.errors.WHY."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

"""A division as tables write it: its code in any length, or its name. Pure."""

import re
from functools import lru_cache
from typing import Final

from bonafix.kit.errors import Invalid
from bonafix.places import division, resolve
from bonafix.transfer.rules.cells import Cell, code_text, plain

CODE: Final = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}")


def read(cell: Cell) -> str:
    """The code of today's division: 2, 4, 6 or 9 digits. `Invalid` where it is not one."""
    text = code_text(cell)
    if text.isdecimal():
        return _of_code(text)
    return _of_name(plain(cell))


def _of_code(text: str) -> str:
    found = division(text) if CODE.fullmatch(text) else None
    if found is None:
        raise Invalid("no_such_division", "There is no division with this code today.")
    if not found.current:
        raise Invalid(
            "division_ended",
            "The division with this code has been dissolved. Please give the one of today.",
        )
    return found.code


@lru_cache(maxsize=4096)
def _of_name(text: str) -> str:
    found = resolve(text)
    if found.status == "resolved" and found.place is not None:
        return str(found.place.code)
    if found.candidates:
        raise Invalid(
            "division_of_many",
            "Several divisions have this name. Please add the province and city, or give the code.",
        )
    raise Invalid(
        "no_such_place", "This names no division that we know. Please check it or give the code."
    )

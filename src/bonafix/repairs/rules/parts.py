"""Parts that were built in, each with its serial number. Pure."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from bonafix.kit.errors import Invalid

MOST: Final = 30
# As makers write them; a space would be a name.
SERIAL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")


def check_parts(
    parts: Sequence[tuple[str, str]], approved: Collection[str]
) -> Sequence[tuple[str, str]]:
    """The parts if each is a (code, serial) of the approved quote; `Invalid` otherwise."""
    if len(parts) > MOST:
        raise Invalid("parts_too_many", "More than 30 parts at once.", field="parts")
    for code, serial in parts:
        if code not in approved:
            raise Invalid(
                "part_not_approved", "This part is not in the approved quote.", field="parts"
            )
        check_serial(serial, "parts")
    return parts


def check_serial(serial: str, field: str = "serial") -> str:
    """The serial number as makers write them; `Invalid` for anything else."""
    if not SERIAL.fullmatch(serial):
        raise Invalid(
            "serial_unreadable",
            "A serial number has letters, digits and . / _ - only, 40 at most.",
            field=field,
        )
    return serial

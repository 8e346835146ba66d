"""Keys for machines and numbers for people."""

import secrets
import unicodedata
from collections.abc import Callable
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7

from bonafix.kit.errors import Invalid

# 23 characters, a prime: no 0/O, 1/I/L, 5/S, 8/B, 2/Z, U/V, G/Q.
ALPHABET: Final = "234679ACDEFHJKMNPRTWXY8"
LENGTH: Final = 8


class BadNumber(Invalid):
    """Not a case number: too short, a wrong character, or the check does not fit."""

    def __init__(self) -> None:
        super().__init__(
            "bad_number",
            "This is not a case number. Please check it: eight characters, like RK7M-2HXA.",
            field="number",
        )


def uuid7() -> UUID:
    """A UUIDv7: keys that grow with time."""
    return UUID(int=_uuid7().int)


def _check(payload: str) -> str:
    total = sum((place + 1) * ALPHABET.index(char) for place, char in enumerate(payload))
    # The check character itself has the weight LENGTH: all of it sums to 0 modulo 23.
    inverse = pow(LENGTH, -1, len(ALPHABET))
    return ALPHABET[(-total * inverse) % len(ALPHABET)]


def case_number(below: Callable[[int], int] = secrets.randbelow) -> str:
    """A new number XXXX-XXXX; its last character checks the others (weighted sum mod 23)."""
    payload = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(LENGTH - 1))
    whole = payload + _check(payload)
    return f"{whole[:4]}-{whole[4:]}"


def parse_case_number(text: str) -> str:
    """The number however it was typed. `BadNumber` when it is none."""
    folded = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(char for char in folded if char.isalnum())
    if len(plain) != LENGTH or any(char not in ALPHABET for char in plain):
        raise BadNumber
    if _check(plain[:-1]) != plain[-1]:
        raise BadNumber
    return f"{plain[:4]}-{plain[4:]}"

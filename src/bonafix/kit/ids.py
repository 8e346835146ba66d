"""Keys for machines and numbers for people."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7

from bonafix.kit.errors import Invalid

# 23 characters, a prime. Of those that look alike at most one: none of 0 O Q G, 1 I L, 5 S,
# U V; 8 without B, 2 without Z.
ALPHABET: Final = "234679ACDEFHJKMNPRTWXY8"
LENGTH: Final = 8
# What people put between the characters: spaces and every kind of dash.
BETWEEN: Final = re.compile(r"[\s\-_\u2010-\u2015\u2212]")


class BadNumber(Invalid):
    """Not a case number: too short, a wrong character, or the check does not fit."""

    code = "bad_number"
    field = "number"
    text = "This is not a case number. Please check it: eight characters, like RK7M-2HXN."


def uuid7() -> UUID:
    """A UUIDv7: keys that grow with time."""
    return UUID(int=_uuid7().int)


def _check(payload: str) -> str:
    total = sum((place + 1) * ALPHABET.index(char) for place, char in enumerate(payload))
    # The check character itself has the weight LENGTH: all of it sums to 0 modulo 23.
    inverse = pow(LENGTH, -1, len(ALPHABET))
    return ALPHABET[(-total * inverse) % len(ALPHABET)]


def case_number(below: Callable[[int], int] = secrets.randbelow) -> str:
    """A new number XXXX-XXXX, of 3.4 thousand million; its last character checks the others.

    The weights 1 to 8 differ between neighbours and are no multiples of 23, so a sum modulo
    23 finds every single wrong character and every swap of neighbours.
    """
    payload = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(LENGTH - 1))
    whole = payload + _check(payload)
    return f"{whole[:4]}-{whole[4:]}"


def parse_case_number(text: str) -> str:
    """The number however it was typed: small letters, full width, spaces, any dashes.

    `BadNumber` when it is none.
    """
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    if len(plain) != LENGTH or any(char not in ALPHABET for char in plain):
        raise BadNumber
    if _check(plain[:-1]) != plain[-1]:
        raise BadNumber
    return f"{plain[:4]}-{plain[4:]}"

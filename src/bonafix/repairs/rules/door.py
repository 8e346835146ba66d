"""Checking the customer's code without signal, without telling it to the telephone. Pure.

A four-digit code cannot be hidden behind any hash, however slow: ten thousand guesses are
soon made. So the telephone gets five bits of one only. Of 32 wrong codes 31 are noticed at
the door, and whoever takes the telephone apart is left with some 312 codes, of which the
house lets five be tried. The house checks the whole code when the step arrives.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final
from uuid import UUID

BITS: Final = 5
MASK: Final = (1 << BITS) - 1


@dataclass(frozen=True, slots=True)
class Verifier:
    """What goes onto the telephone: a salt (16 bytes) and the lowest bits of a hash."""

    salt: bytes
    check: int

    def fits(self, code: str) -> bool:
        """True for the right code, and for one in 32 of the others."""
        return hashlib.sha256(self.salt + code.encode()).digest()[0] & MASK == self.check


def verifier(secret: bytes, case_id: UUID, code: str) -> Verifier:
    """The one verifier of this code: asking again tells nothing more, so the salt is not random."""
    salt = hmac.digest(secret, case_id.bytes + code.encode(), "sha256")[:16]
    return Verifier(salt, hashlib.sha256(salt + code.encode()).digest()[0] & MASK)

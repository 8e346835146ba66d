"""Secrets that people carry: links, one-time codes, door codes."""

import hashlib
import secrets
from collections.abc import Callable


def new_token() -> str:
    """32 random bytes, url-safe."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token: SHA-256 (32 bytes); a random token needs no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def one_time_code(below: Callable[[int], int] = secrets.randbelow) -> str:
    """Six digits."""
    return f"{below(1_000_000):06d}"


def door_code(below: Callable[[int], int] = secrets.randbelow) -> str:
    """Four digits that the customer tells at the door."""
    return f"{below(10_000):04d}"

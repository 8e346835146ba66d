"""Bytes that everybody computes alike: RFC 8785 JSON, and hashes of them."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """RFC 8785 (JCS) bytes of a JSON value.

    ValueError for what is not JSON (bytes, sets, NaN, keys that are no text, lone
    surrogates) and for integers beyond 2^53, which other readers would round.
    """
    return rfc8785.dumps(value)


def sha256_hex(data: bytes) -> str:
    """SHA-256 in lower-case hex (64 characters)."""
    return hashlib.sha256(data).hexdigest()

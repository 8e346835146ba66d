"""Bytes that everybody computes alike: RFC 8785 JSON, and hashes of them."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """RFC 8785 (JCS) bytes of a JSON value. TypeError or ValueError for what is not JSON."""
    return rfc8785.dumps(value)


def sha256_hex(data: bytes) -> str:
    """SHA-256 in lower-case hex (64 characters)."""
    return hashlib.sha256(data).hexdigest()

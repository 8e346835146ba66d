"""Bytes that everybody computes alike: RFC 8785 JSON, and hashes of them."""

import hashlib
import json
from typing import Any, Final

import rfc8785

# Beyond this an integer is not the same for every reader (RFC 8785, IEEE 754 doubles).
LARGEST: Final = 2**53 - 1
_write = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: Any) -> bytes:
    """RFC 8785 (JCS) bytes of a JSON value.

    ValueError for what is not JSON (bytes, sets, NaN, keys that are no text, lone
    surrogates) and for integers beyond 2^53, which other readers would round.
    """
    # The standard writer gives the same bytes for values without floats and with ASCII
    # keys (a test compares the two), ten times as fast; the record is made of these.
    if _is_simple(value):
        try:
            return _write(value).encode()
        except UnicodeEncodeError:
            pass
    return rfc8785.dumps(value)


def _is_simple(value: Any) -> bool:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-LARGEST <= value <= LARGEST)
    if kind is dict:
        return all(type(k) is str and k.isascii() and _is_simple(v) for k, v in value.items())
    if kind is list:
        return all(map(_is_simple, value))
    return False


def sha256_hex(data: bytes) -> str:
    """SHA-256 in lower-case hex (64 characters)."""
    return hashlib.sha256(data).hexdigest()

"""The arithmetic of a check: hashes, trees, signatures, keys. Pure; Python and `cryptography`.

The verifier that a bundle carries holds this file's second half in the place of its import, so
that it is one file for people without this project (`bundle.pack.own_verifier`).
"""

import hashlib
import json
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# From here on it is carried.


class WrongUse(Exception):
    """What was given cannot be used; the text says why."""


def canonical(value: object) -> bytes:
    """RFC 8785 bytes of texts, whole numbers and lists or objects of them, keys in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sm3_digest() -> hashes.Hash | None:
    """A running SM3 (GB/T 32905-2016); None where this `cryptography` has none."""
    try:
        return hashes.Hash(hashes.SM3())
    except UnsupportedAlgorithm:
        return None


def sm3(data: bytes) -> str:
    """SM3 in hex; empty where this `cryptography` has no SM3."""
    digest = sm3_digest()
    if digest is None:
        return ""
    digest.update(data)
    return digest.finalize().hex()


def merkle(leaves: list[bytes]) -> bytes:
    """The root of a tree as in RFC 6962."""
    if len(leaves) < 2:
        return hashlib.sha256(b"\x00" + leaves[0] if leaves else b"").digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + merkle(leaves[:half]) + merkle(leaves[half:])).digest()


def climb(leaf: bytes, index: int, count: int, path: list[str]) -> bytes:
    """The root that a leaf and its audit path (hex, from the bottom up) lead to."""
    if count == 1:
        if path or index:
            raise ValueError("this path does not fit")
        return hashlib.sha256(b"\x00" + leaf).digest()
    half = 1 << ((count - 1).bit_length() - 1)
    beside = bytes.fromhex(path[-1])
    if index < half:
        return hashlib.sha256(b"\x01" + climb(leaf, index, half, path[:-1]) + beside).digest()
    below = climb(leaf, index - half, count - half, path[:-1])
    return hashlib.sha256(b"\x01" + beside + below).digest()


def signed(public_hex: str, signature: bytes, message: bytes) -> bool:
    """True when the Ed25519 signature is this key's over the message."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
        key.verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key(given: str) -> str:
    """The key in hex, from 64 hex digits or a file with hex, PEM or 32 bytes. `WrongUse`."""
    raw = given.encode()
    if not (len(given) == 64 and all(c in "0123456789abcdefABCDEF" for c in given)):
        try:
            raw = Path(given).read_bytes()
        except (OSError, ValueError):
            raise WrongUse(f"{given}: this key file cannot be read") from None
    try:
        if raw.startswith(b"-----BEGIN"):
            pem = serialization.load_pem_public_key(raw)
            raw = pem.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        elif len(raw) != 32:
            raw = bytes.fromhex(raw.decode("ascii").strip())
        Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise WrongUse(f"{given}: this is no Ed25519 public key") from None
    return raw.hex()

"""Encrypting and decrypting a file piece by piece, in little memory. Pure.

An object is: magic (4) | chunk | chunk … Each chunk is up to 1 MiB of content under
AES-256-GCM with the file's own key; its nonce is its place (11 bytes, big endian) and
one byte that is 1 for the last. With the file's id as associated data, chunks can be
neither swapped between files, nor reordered, nor cut off, unseen.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"BNX1"
CHUNK: Final = 1024 * 1024
TAG: Final = 16


class Altered(ValueError):
    """The object is not what was written: changed, cut short, or another one's."""


def _sm3() -> Any:
    return hashes.Hash(hashes.SM3())


@dataclass
class Digests:
    """Running SHA-256, SM3 and size (bytes) of the content."""

    size: int = 0
    _sha256: Any = field(default_factory=hashlib.sha256)
    _sm3: Any = field(default_factory=_sm3)

    def update(self, piece: bytes) -> None:
        """Take the next piece of content."""
        self.size += len(piece)
        self._sha256.update(piece)
        self._sm3.update(piece)

    def sha256(self) -> bytes:
        """32 bytes."""
        return bytes(self._sha256.digest())

    def sm3(self) -> bytes:
        """32 bytes (GB/T 32905-2016)."""
        return bytes(self._sm3.copy().finalize())


def _nonce(place: int, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of exactly `size` bytes, the last one shorter or equal, and which is the last."""
    held = _read_fully(source, size)
    while True:
        following = _read_fully(source, size)
        yield held, not following
        if not following:
            return
        held = following


def _read_fully(source: BinaryIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def encrypt(source: BinaryIO, key: bytes, file_id: UUID, digests: Digests) -> Iterator[bytes]:
    """The bytes of the object; `digests` are complete when all of them were taken."""
    cipher, aad = AESGCM(key), MAGIC + file_id.bytes
    yield MAGIC
    for place, (piece, last) in enumerate(_pieces(source, CHUNK)):
        digests.update(piece)
        yield cipher.encrypt(_nonce(place, last), piece, aad)


def decrypt(source: BinaryIO, key: bytes, file_id: UUID) -> Iterator[bytes]:
    """The content again, piece by piece. `Altered` at the first piece that does not fit."""
    cipher, aad = AESGCM(key), MAGIC + file_id.bytes
    if _read_fully(source, len(MAGIC)) != MAGIC:
        raise Altered("not an object of this store")
    for place, (piece, last) in enumerate(_pieces(source, CHUNK + TAG)):
        try:
            yield cipher.decrypt(_nonce(place, last), piece, aad)
        except (InvalidTag, ValueError) as error:
            raise Altered(f"piece {place} was changed or is missing") from error


def digests_of(pieces: Iterable[bytes]) -> Digests:
    """Take all pieces and say what they add up to."""
    digests = Digests()
    for piece in pieces:
        digests.update(piece)
    return digests

"""Sealed cells: AES-256-GCM or SM4-GCM under a person's key, wrapped by the master key.

A cell is: version (1) | algorithm (1) | owner's UUID (16) | commitment (32) | nonce (12) |
ciphertext of salt (16) ‖ text, with everything before it as associated data. The
commitment is SHA-256(salt ‖ text): it can be published, and means nothing once the key,
and with it the salt, is gone.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bonafix.kit.errors import BonafixError

VERSION: Final = 1
ALGORITHMS: Final = {"aes-256-gcm": 1, "sm4-gcm": 2}
HEADER: Final = 1 + 1 + 16 + 32
NONCE: Final = 12
SALT: Final = 16
TAG: Final = 16
ENVIRONMENT: Final = "BONAFIX_MASTER_KEY"


class Unreadable(BonafixError):
    """A sealed cell or wrapped key that cannot be opened with this key."""

    status = 500

    def __init__(self) -> None:
        super().__init__("unreadable_cell", "A sealed value cannot be opened with this key.")


@dataclass(frozen=True, slots=True)
class CellHeader:
    """What can be read of a cell without its key."""

    version: int
    algorithm: str
    owner: UUID
    commitment: bytes


def _encrypt(algorithm: int, key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes:
    if algorithm == ALGORITHMS["aes-256-gcm"]:
        return AESGCM(key).encrypt(nonce, data, aad)
    encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(data) + encryptor.finalize() + encryptor.tag


def _decrypt(algorithm: int, key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes:
    try:
        if algorithm == ALGORITHMS["aes-256-gcm"]:
            return AESGCM(key).decrypt(nonce, data, aad)
        mode = modes.GCM(nonce, data[-TAG:])
        decryptor = Cipher(algorithms.SM4(key[:16]), mode).decryptor()
        decryptor.authenticate_additional_data(aad)
        return decryptor.update(data[:-TAG]) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def new_data_key() -> bytes:
    """32 random bytes: the key of one person or one file."""
    return secrets.token_bytes(32)


def seal(data_key: bytes, text: str, *, owner: UUID, algorithm: str = "aes-256-gcm") -> bytes:
    """Seal `text` under a person's key."""
    salt, plain = secrets.token_bytes(SALT), text.encode()
    commitment = hashlib.sha256(salt + plain).digest()
    number = ALGORITHMS[algorithm]
    head = bytes([VERSION, number]) + owner.bytes + commitment
    nonce = secrets.token_bytes(NONCE)
    return head + nonce + _encrypt(number, data_key, nonce, salt + plain, head)


def header(blob: bytes) -> CellHeader:
    """What a cell says without its key. `Unreadable` when it is no cell."""
    names = {number: name for name, number in ALGORITHMS.items()}
    if len(blob) < HEADER + NONCE + SALT + TAG or blob[0] != VERSION or blob[1] not in names:
        raise Unreadable
    return CellHeader(blob[0], names[blob[1]], UUID(bytes=blob[2:18]), blob[18:50])


def unseal(data_key: bytes, blob: bytes) -> str:
    """The text of a cell. `Unreadable` when key or bytes are wrong."""
    head = header(blob)
    nonce = blob[HEADER : HEADER + NONCE]
    plain = _decrypt(
        ALGORITHMS[head.algorithm], data_key, nonce, blob[HEADER + NONCE :], blob[:HEADER]
    )
    if not hmac.compare_digest(hashlib.sha256(plain).digest(), head.commitment):
        raise Unreadable
    return plain[SALT:].decode()


def verify(data_key: bytes, blob: bytes) -> bool:
    """True when the cell opens and fits its commitment."""
    try:
        unseal(data_key, blob)
    except Unreadable:
        return False
    return True


def lookup_hash(lookup_key: bytes, kind: str, value: str) -> bytes:
    """HMAC-SHA-256 (32 bytes): finds equal values without storing them."""
    return hmac.new(lookup_key, f"{kind}\x00{value}".encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class MasterKey:
    """The key that wraps all others; several versions while it is being rotated."""

    versions: dict[int, bytes]

    @property
    def current(self) -> int:
        """The version that wraps new keys."""
        return max(self.versions)

    @classmethod
    def from_json(cls, text: str) -> "MasterKey":
        """{"1": "hex of 32 bytes", …}; ValueError when it is anything else."""
        versions = {int(name): bytes.fromhex(value) for name, value in json.loads(text).items()}
        if not versions or any(len(key) != 32 for key in versions.values()):
            raise ValueError("a master key has 32 bytes in each version")
        return cls(versions)

    @classmethod
    def from_file(cls, path: Path) -> "MasterKey":
        """Read a master key file."""
        return cls.from_json(path.read_text("utf-8"))

    @classmethod
    def from_environment(cls) -> "MasterKey":
        """Read BONAFIX_MASTER_KEY (the same JSON). RuntimeError when it is not set."""
        text = os.environ.get(ENVIRONMENT)
        if not text:
            raise RuntimeError(f"no master key: set {ENVIRONMENT} or BONAFIX_MASTER_KEY_FILE")
        return cls.from_json(text)

    def wrap(self, data_key: bytes) -> bytes:
        """version (1) | nonce (12) | AES-256-GCM of the key."""
        nonce = secrets.token_bytes(NONCE)
        head = bytes([self.current])
        return head + nonce + AESGCM(self.versions[self.current]).encrypt(nonce, data_key, head)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again. `Unreadable` when the version is unknown or the bytes are wrong."""
        key = self.versions.get(wrapped[0]) if wrapped else None
        if key is None:
            raise Unreadable
        try:
            return AESGCM(key).decrypt(wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], wrapped[:1])
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error

    def derive(self, purpose: str) -> bytes:
        """A key for one purpose (32 bytes, HKDF-SHA-256), stable over rotation: of version 1."""
        oldest = self.versions[min(self.versions)]
        return HKDF(hashes.SHA256(), 32, None, purpose.encode()).derive(oldest)


def create_master_key_file(path: Path) -> MasterKey:
    """Write a new master key, readable for its owner only. FileExistsError when one is there."""
    key = MasterKey({1: secrets.token_bytes(32)})
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({str(name): value.hex() for name, value in key.versions.items()}, file)
    return key

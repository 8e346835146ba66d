"""The master key: it wraps the keys of people, files and operators, and is rotated.

A key file is JSON, version → 64 hex digits: {"1": "…", "2": "…"}. New keys are wrapped by
the highest version; older ones stay to unwrap what was wrapped before. Version 1 also
derives the keys of one purpose (look-up hashes, tokens), which must not change, so it
stays for good. Nothing here puts a key into a repr or an error.
"""

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bonafix.kit.errors import BonafixError
from bonafix.kit.sealing.cells import NONCE, Unreadable

ENVIRONMENT: Final = "BONAFIX_MASTER_KEY"
KEY: Final = 32
HEX: Final = re.compile(r"[0-9a-fA-F]{64}")
VERSIONS: Final = range(1, 256)  # a wrapped key names its version in one byte


class BadMasterKey(BonafixError):
    """There is no master key where one was named, or it cannot be one."""

    code = "bad_master_key"
    text = (
        "The master key in %(where)s cannot be used: %(fault)s. It is written like"
        ' {"1": "64 hex digits"}, and version 1 always stays.'
    )

    def __init__(self, where: str, fault: str) -> None:
        super().__init__(where=where, fault=fault)


@dataclass(frozen=True, slots=True)
class MasterKey:
    """`versions`: number (1 to 255) → 32 bytes. `BadMasterKey` for anything else."""

    versions: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if 1 not in self.versions:
            raise BadMasterKey("memory", "version 1 is missing")
        if any(number not in VERSIONS for number in self.versions):
            raise BadMasterKey("memory", "versions go from 1 to 255")
        if any(len(key) != KEY for key in self.versions.values()):
            raise BadMasterKey("memory", "a version does not have 32 bytes")

    @property
    def current(self) -> int:
        """The version that wraps new keys."""
        return max(self.versions)

    @classmethod
    def generate(cls) -> Self:
        """A new key of one version."""
        return cls({1: secrets.token_bytes(KEY)})

    @classmethod
    def from_json(cls, text: str, where: str = "memory") -> Self:
        """Read {"1": "64 hex digits", …}; `where` is named when it is anything else."""
        try:
            content = json.loads(text)
        except ValueError:
            content = None
        if not _looks_right(content):
            raise BadMasterKey(where, "it is not of that form")
        try:
            return cls({int(number): bytes.fromhex(key) for number, key in content.items()})
        except BadMasterKey as error:
            raise BadMasterKey(where, error.params["fault"]) from None

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a key file. `BadMasterKey` also when there is none, or it may not be read."""
        try:
            text = path.read_text("ascii")
        except OSError as error:
            raise BadMasterKey(str(path), error.strerror or "it cannot be read") from error
        except UnicodeDecodeError:
            raise BadMasterKey(str(path), "it is not of that form") from None
        return cls.from_json(text, str(path))

    @classmethod
    def from_environment(cls) -> Self:
        """Read BONAFIX_MASTER_KEY (the same JSON). `BadMasterKey` when it is not set."""
        text = os.environ.get(ENVIRONMENT)
        if not text:
            raise BadMasterKey(ENVIRONMENT, "it is not set, nor is BONAFIX_MASTER_KEY_FILE")
        return cls.from_json(text, ENVIRONMENT)

    def to_json(self) -> str:
        """What `from_json` reads. Secret."""
        return json.dumps({str(number): key.hex() for number, key in self.versions.items()})

    def rotated(self) -> Self:
        """The same key with one more version, which wraps from now on."""
        return type(self)({**self.versions, self.current + 1: secrets.token_bytes(KEY)})

    def wrap(self, data_key: bytes) -> bytes:
        """version (1) | nonce (12) | AES-256-GCM of the key, the version authenticated too."""
        head, nonce = bytes([self.current]), secrets.token_bytes(NONCE)
        return head + nonce + AESGCM(self.versions[self.current]).encrypt(nonce, data_key, head)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again. `Unreadable` when the version is unknown or the bytes are wrong."""
        key = self.versions.get(wrapped[0]) if wrapped else None
        if key is None:
            raise Unreadable
        try:
            return AESGCM(key).decrypt(wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], wrapped[:1])
        except (InvalidTag, ValueError) as error:  # ValueError: cut short
            raise Unreadable from error

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same key wrapped by the current version; unchanged when it already is.

        Cells stay as they are: rotation touches wrapped keys only.
        """
        data_key = self.unwrap(wrapped)
        return wrapped if wrapped[0] == self.current else self.wrap(data_key)

    def derive(self, purpose: str) -> bytes:
        """The key of one purpose (32 bytes, HKDF-SHA-256 of version 1), stable over rotation."""
        return HKDF(hashes.SHA256(), KEY, None, purpose.encode()).derive(self.versions[1])


def _looks_right(content: Any) -> bool:
    return isinstance(content, dict) and all(
        number.isascii()
        and number.isdecimal()
        and len(number) <= 3
        and isinstance(key, str)
        and HEX.fullmatch(key)
        for number, key in content.items()
    )


def create_master_key_file(path: Path) -> MasterKey:
    """Write a new master key, for its owner only (0600). FileExistsError: never overwrites."""
    key = MasterKey.generate()
    with _new_file(path) as file:
        _write(file, key)
    _sync_folder(path)
    return key


def rotate_master_key_file(path: Path) -> MasterKey:
    """Add a version to a key file, all at once or not at all; mode 0600, same owner.

    Processes that run must read it again before they meet a key wrapped by it.
    FileExistsError while `path`.new is there: another rotation is at work, or was cut off.
    """
    fresh = path.with_name(path.name + ".new")
    # Made before the key is read: of two rotations at once neither may lose the other's version.
    with _new_file(fresh) as file:
        try:
            key = MasterKey.from_file(path).rotated()
            _write(file, key)
            before = path.stat()
            os.fchown(file.fileno(), before.st_uid, before.st_gid)
            fresh.replace(path)
        except BaseException:
            fresh.unlink()
            raise
    _sync_folder(path)
    return key


def _new_file(path: Path) -> IO[str]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "w", encoding="ascii")


def _write(file: IO[str], key: MasterKey) -> None:
    file.write(key.to_json() + "\n")
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    # Without this a power cut can lose the name of a file whose bytes are safe.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

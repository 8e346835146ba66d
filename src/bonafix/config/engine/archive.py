"""The file of a backup: a tar with a manifest of SHA-256, closed by a seal.

    manifest.json, database.dump, secret-key.wrapped, master-key-kept.json, files/…
    then: BONAFIX-BACKUP-1 | SHA-256 of all before | HMAC-SHA-256 of the same

The checksum finds damage. The HMAC, under a key derived from the master key, finds
changes made on purpose, and a wrong master key, before anything is written.
"""

import hashlib
import hmac
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from bonafix.config.engine.errors import EngineError

MAGIC = b"BONAFIX-BACKUP-1"
SEAL = len(MAGIC) + 32 + 32
MANIFEST = "manifest.json"
PURPOSE = "bonafix backup"
_BLOCK = 1024 * 1024


class Damaged(EngineError):
    """The file is not a whole backup."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            "damaged_backup",
            "%(path)s is not a whole backup: %(why)s. Nothing was written.",
            path=path,
            why=why,
        )


class _Hashing:
    """Passes on what is read, and takes its hash."""

    def __init__(self, source: "IO[bytes]") -> None:
        self._source = source
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.sha256.update(data)
        return data


@dataclass
class Writer:
    """Fills the tar and remembers what is in it."""

    tar: tarfile.TarFile
    facts: dict[str, Any]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, source: "IO[bytes]", size: int) -> None:
        """One member of exactly `size` bytes."""
        head = tarfile.TarInfo(name)
        head.size, head.mode = size, 0o600
        hashing = _Hashing(source)
        self.tar.addfile(head, hashing)
        self.members[name] = {"size": size, "sha256": hashing.sha256.hexdigest()}

    def add_bytes(self, name: str, data: bytes) -> None:
        """One small member."""
        self.add(name, io.BytesIO(data), len(data))

    def add_path(self, name: str, path: Path) -> None:
        """One file, as long as it is now."""
        with path.open("rb") as source:
            self.add(name, source, os.fstat(source.fileno()).st_size)

    def close(self) -> None:
        """The manifest comes last."""
        text = json.dumps({**self.facts, "members": self.members}, ensure_ascii=False, indent=1)
        head = tarfile.TarInfo(MANIFEST)
        data = text.encode()
        head.size, head.mode = len(data), 0o600
        self.tar.addfile(head, io.BytesIO(data))
        self.tar.close()


def _digests(file: "IO[bytes]", length: int, key: bytes | None) -> tuple[bytes, bytes]:
    plain, keyed = hashlib.sha256(), hmac.new(key or b"", digestmod=hashlib.sha256)
    file.seek(0)
    while length > 0:
        block = file.read(min(_BLOCK, length))
        if not block:
            break
        plain.update(block)
        keyed.update(block)
        length -= len(block)
    return plain.digest(), keyed.digest()


def close_with_seal(path: Path, key: bytes) -> None:
    """Append the seal to a finished tar."""
    with path.open("r+b") as file:
        plain, keyed = _digests(file, path.stat().st_size, key)
        file.seek(0, os.SEEK_END)
        file.write(MAGIC + plain + keyed)
        file.flush()
        os.fsync(file.fileno())


def check_seal(path: Path, key: bytes) -> None:
    """`Damaged` when a byte differs; another sentence when the master key does not fit."""
    length = path.stat().st_size - SEAL
    with path.open("rb") as file:
        if length <= 0:
            raise Damaged(path, "it is too short")
        file.seek(length)
        seal = file.read(SEAL)
        plain, keyed = _digests(file, length, key)
    if not seal.startswith(MAGIC):
        raise Damaged(path, "its end is missing, or `bonafix backup` did not write it")
    if not hmac.compare_digest(seal[len(MAGIC) : len(MAGIC) + 32], plain):
        raise Damaged(path, "its bytes have changed since it was written")
    if not hmac.compare_digest(seal[len(MAGIC) + 32 :], keyed):
        raise EngineError(
            "other_master_key",
            "This master key is not the one of %(path)s, or the backup was changed on purpose. "
            "Nothing was written.",
            path=path,
        )


def extract(path: Path, folder: Path) -> dict[str, Any]:
    """Unpack into an empty folder, each member checked against the manifest; returns it."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(path, "r:") as tar:
            for head, source in _members(tar, path):
                if head.name == MANIFEST:
                    manifest = json.load(source)
                    continue
                found[head.name] = _unpack(source, folder / head.name, head.size)
    except (tarfile.TarError, ValueError) as error:
        raise Damaged(path, "it cannot be unpacked") from error
    if not manifest or manifest.get("members") != found:
        raise Damaged(path, "its contents are not those of its manifest")
    return manifest


def _members(tar: tarfile.TarFile, path: Path) -> Iterator[tuple[tarfile.TarInfo, "IO[bytes]"]]:
    for head in tar:
        name = PurePosixPath(head.name)
        source = tar.extractfile(head) if head.isreg() else None
        if source is None or name.is_absolute() or ".." in name.parts:
            raise Damaged(path, "it holds something that is no plain file")
        yield head, source


def _unpack(source: "IO[bytes]", target: Path, size: int) -> dict[str, Any]:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashing = _Hashing(source)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        while block := hashing.read(_BLOCK):
            out.write(block)
    return {"size": size, "sha256": hashing.sha256.hexdigest()}

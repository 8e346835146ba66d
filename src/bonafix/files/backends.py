"""Where objects lie: in a folder, or in the bucket that the settings name."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from bonafix.files.rules import OBJECT_NAME
from bonafix.files.storing import Backend, MissingObject

__all__ = ["Backend", "Folder", "MissingObject", "backend"]


class Folder:
    """Objects in a folder: ROOT/operator/ab/abcdef…, readable for the service only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, operator_id: UUID, name: str) -> Path:
        if not OBJECT_NAME.fullmatch(name):
            raise ValueError("not the name of an object")
        return self.root / operator_id.hex / name[:2] / name

    def check(self) -> None:
        """A folder is made when it is needed."""

    def put(
        self,
        operator_id: UUID,
        name: str,
        chunks: Iterable[bytes],
        keep_until: datetime | None = None,
    ) -> None:
        """Written beside, fsynced, then renamed into its place. A folder cannot lock."""
        del keep_until
        path = self._path(operator_id, name)
        _make_folders(path.parent)
        part = path.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def open(self, operator_id: UUID, name: str) -> BinaryIO:
        """Read an object."""
        try:
            return self._path(operator_id, name).open("rb")
        except FileNotFoundError as error:
            raise MissingObject(name) from error

    def oddity(self, operator_id: UUID, name: str) -> str | None:
        """A folder knows one version of each: what is odd about it, reading finds."""
        del operator_id, name
        nothing: str | None = None
        return nothing

    def remove(self, operator_id: UUID, name: str) -> bool:
        """Remove an object and what an interrupted write left of it."""
        path = self._path(operator_id, name)
        path.unlink(missing_ok=True)
        path.with_suffix(".part").unlink(missing_ok=True)
        return True

    def names(self, operator_id: UUID) -> Iterator[tuple[str, datetime]]:
        """Every object of the operator."""
        for path in sorted((self.root / operator_id.hex).glob("??/*")):
            if OBJECT_NAME.fullmatch(path.stem):
                yield path.stem, datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _make_folders(folder: Path) -> None:
    """Like mkdir -p, with each new folder's name on the disk before anything is put into it."""
    if folder.exists():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def _folder(root: Path) -> Folder:
    return Folder(root)


@cache
def _bucket(told: tuple[tuple[str, str], ...]) -> Backend:
    # Only houses with a bucket pay for its library.
    from bonafix.files.s3 import S3, Bucket

    return S3(Bucket(**dict(told)))


def backend() -> Backend:
    """The store that the settings name."""
    told: dict[str, str] = settings.FILES_S3
    if told:
        return _bucket(tuple(sorted(told.items())))
    return _folder(Path(settings.FILES_ROOT))

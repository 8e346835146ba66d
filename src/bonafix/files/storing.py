"""What a store of objects has to do; a folder and a bucket do it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID


class MissingObject(LookupError):
    """There is no object of that name."""


class Backend(Protocol):
    """Objects of each operator by their random names; they are written once."""

    def check(self) -> None:
        """`StoreNotReady` when it cannot be used as the settings say."""

    def put(
        self,
        operator_id: UUID,
        name: str,
        chunks: Iterable[bytes],
        keep_until: datetime | None = None,
    ) -> None:
        """Write an object; when this returns it survives a power cut. Whole or not at all.

        Where the store can lock, nobody can remove the object before `keep_until`.
        """

    def open(self, operator_id: UUID, name: str) -> BinaryIO:
        """Read an object. `MissingObject` when it is not there."""

    def oddity(self, operator_id: UUID, name: str) -> str | None:
        """What somebody did to the object beside the house, though it can still be read."""

    def remove(self, operator_id: UUID, name: str) -> bool:
        """Remove an object; what is not there is no error. False while a lock holds it."""

    def names(self, operator_id: UUID) -> Iterator[tuple[str, datetime]]:
        """Every object of the operator, unfinished ones included, and when it was written."""

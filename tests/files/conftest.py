"""A folder for objects, and keys of persons that can be erased."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.test import override_settings

from bonafix.files import keys
from bonafix.files.keys import PersonCells, use_person_cells
from bonafix.kit.sealing import header, new_data_key, seal, unseal


class Persons:
    """Stands in for people.sealing: a key for each person, until it is erased."""

    def __init__(self) -> None:
        self.keys: dict[UUID, bytes] = {}

    def seal(self, owner: UUID, text: str) -> bytes:
        key = self.keys.setdefault(owner, new_data_key())
        return seal(key, text, owner=owner)

    def unseal(self, blob: bytes) -> str | None:
        key = self.keys.get(header(blob).owner)
        return unseal(key, blob) if key else None


@pytest.fixture
def persons() -> Iterator[Persons]:
    before = list(keys._cells)
    people = Persons()
    use_person_cells(PersonCells(people.seal, people.unseal))
    yield people
    keys._cells[:] = before


@pytest.fixture
def root(tmp_path: Path, persons: Persons) -> Iterator[Path]:
    with override_settings(FILES_ROOT=tmp_path / "files"):
        yield tmp_path / "files"

"""Folders in a place of their own: pytest closes its root to PostgreSQL's user."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


class Folders:
    """Like pytest's factory, in a place that no other test run touches."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def mktemp(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.root))


@pytest.fixture(scope="session")
def tmp_path_factory() -> Iterator[Folders]:
    root = Path(tempfile.mkdtemp(prefix="bonafix-engine-"))
    yield Folders(root)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def tmp_path(tmp_path_factory: Folders) -> Path:
    return tmp_path_factory.mktemp("test")

"""A small world with a case, an ask in it, and a folder for its files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings


@pytest.fixture
def world(operator: Any, now: Any, files: Path) -> Any:
    from tests.support.world import build

    return build(operator.id, now)


@pytest.fixture
def case(world: Any) -> Any:
    return world.report(1).case


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    with override_settings(FILES_ROOT=tmp_path / "files"):
        yield tmp_path / "files"

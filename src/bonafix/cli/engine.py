"""The engine room as commands see it.

`config` stands above `cli` and may not be imported from here; as Django is told its
settings, the commands are told their engine by name.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

NAME = "bonafix.config.engine.door"


class Engine(Protocol):
    """What `bonafix.config.engine.door` offers."""

    up: Callable[..., int]
    manage: Callable[[Path, list[str]], int]
    backup: Callable[..., str]
    restore: Callable[..., str]
    engine_running: Callable[[Path], AbstractContextManager[dict[str, str]]]


def engine() -> Engine:
    """The engine of this installation."""
    return cast("Engine", import_module(NAME))

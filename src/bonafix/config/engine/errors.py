"""What can go wrong in the engine room, each with a sentence that says what to do."""

from bonafix.kit.errors import Refused


class EngineError(Refused):
    """The engine cannot do what was asked; nothing was changed."""


class PostgresFailed(EngineError):
    """PostgreSQL did not start, or cannot be reached."""


class FolderInUse(EngineError):
    """Another process works with this data folder."""

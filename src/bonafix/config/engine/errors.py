"""What can go wrong in the engine room, each with a sentence that says what to do."""

from pathlib import Path

from bonafix.kit.errors import Refused


class EngineError(Refused):
    """The engine cannot do what was asked; nothing was changed."""


class PostgresFailed(EngineError):
    """PostgreSQL did not start, or cannot be reached."""


class FolderInUse(EngineError):
    """Another process works with this data folder."""


# A step that ends with this status has said why in its last line.
SAYS_WHY = 3


class StepFailed(EngineError):
    """Something that must be done before the house opens did not succeed; `said`: its output."""

    def __init__(self, name: str, how: str, log: Path, said: str) -> None:
        super().__init__(
            "step_failed",
            "%(name)s ended with %(how)s; %(log)s says why.",
            name=name,
            how=how,
            log=log,
        )
        self.said = said
        if how == f"status {SAYS_WHY}":
            last = (said.strip().splitlines() or [""])[-1]
            self.text, self.params = "%(why)s", {"why": last.removeprefix("CommandError: ")}

"""What the processes write: into files that do not grow for ever; warnings also to the console."""

import re
from pathlib import Path

LARGEST = 5 * 1024 * 1024
KEPT = 3
_WORTH_SHOWING = re.compile(
    rb'"level": ?"(warning|error|critical)"|^Traceback |\b(PANIC|ERROR|CRITICAL|WARNING)\b'
)


class LogFile:
    """One process's output; `name.log`, and older `name.log.1` … when it grew too large."""

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self.path = path
        self.largest = largest
        self._file = path.open("ab", buffering=0)
        path.chmod(0o600)

    def write(self, data: bytes) -> None:
        """Append; begin a new file when this one is full."""
        if self._file.tell() + len(data) > self.largest:
            self._turn()
        self._file.write(data)

    def _turn(self) -> None:
        self._file.close()
        for number in range(KEPT - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            if older.exists():
                older.replace(self.path.with_name(f"{self.path.name}.{number + 1}"))
        self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        self._file = self.path.open("ab", buffering=0)
        self.path.chmod(0o600)

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()


def worth_showing(line: bytes) -> bool:
    """True for lines that the person at the console should see."""
    return _WORTH_SHOWING.search(line) is not None

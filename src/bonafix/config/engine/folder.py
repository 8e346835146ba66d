"""The data folder: what lies where, who may read it, and who works with it.

DATA/secret-key, master-key.json     0600
DATA/postgres/                       0700, of PostgreSQL's user
DATA/files/                          0700, encrypted files
DATA/logs/*.log, DATA/run/*.pid      what runs, and what it says
"""

import fcntl
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bonafix.config.engine.errors import EngineError, FolderInUse
from bonafix.config.engine.processes import started_at
from bonafix.kit.sealing import create_master_key_file


@dataclass(frozen=True)
class Folder:
    """Paths inside one data folder."""

    data: Path

    @classmethod
    def at(cls, data: Path | str) -> "Folder":
        """The folder by its full path; it need not exist."""
        return cls(Path(data).expanduser().resolve())

    @property
    def postgres(self) -> Path:
        """PostgreSQL's own files."""
        return self.data / "postgres"

    @property
    def files(self) -> Path:
        """Encrypted files, where BONAFIX_FILES does not say otherwise."""
        return Path(os.environ.get("BONAFIX_FILES") or self.data / "files").resolve()

    @property
    def logs(self) -> Path:
        """What the processes wrote."""
        return self.data / "logs"

    @property
    def run(self) -> Path:
        """Ids of running processes, lock and sockets."""
        return self.data / "run"

    @property
    def secret_key(self) -> Path:
        """Signs sessions and links."""
        return self.data / "secret-key"

    @property
    def master_key(self) -> Path:
        """The key that wraps all others: in the data folder until the operator moves it."""
        chosen = os.environ.get("BONAFIX_MASTER_KEY_FILE")
        return Path(chosen).resolve() if chosen else self.data / "master-key.json"

    def make(self) -> None:
        """Create what is missing, closed to other users."""
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            for part in (self.files, self.logs, self.run):
                part.mkdir(mode=0o700, parents=True, exist_ok=True)
        except FileExistsError as error:
            raise EngineError(
                "not_a_folder", "%(path)s is not a folder.", path=error.filename
            ) from error
        if os.geteuid() != 0:
            self.data.chmod(0o700)
        # PostgreSQL's own user passes through these, and reads nothing in them.
        for passage in (self.data, self.run) if os.geteuid() == 0 else ():
            passage.chmod(0o711)

    def unmake(self) -> None:
        """Take the folder away again, if nothing has been put into it but the lock."""
        (self.run / "lock").unlink(missing_ok=True)
        for part in (self.files, self.logs, self.run, self.data):
            # Whatever is in one of them stays, and so does the folder around it.
            with suppress(OSError):
                part.rmdir()

    def make_keys(self) -> None:
        """A secret key and a master key, unless they are there or come from elsewhere."""
        if not self.secret_key.exists() and "BONAFIX_SECRET_KEY" not in os.environ:
            write_private(self.secret_key, secrets.token_urlsafe(48) + "\n")
        elsewhere = "BONAFIX_MASTER_KEY" in os.environ or "BONAFIX_MASTER_KEY_FILE" in os.environ
        if not elsewhere and not self.master_key.exists():
            create_master_key_file(self.master_key)

    def write_pid(self, name: str, pid: int) -> None:
        """Note a running process: its id, and when it started (which no other one shares)."""
        (self.run / f"{name}.pid").write_text(f"{pid}\n{started_at(pid)}\n", "ascii")

    def read_pid(self, name: str) -> int | None:
        """The id of a noted process, if that very process still lives."""
        try:
            pid, start = (self.run / f"{name}.pid").read_text("ascii").split()
        except (OSError, ValueError):
            return None
        return int(pid) if pid.isdigit() and started_at(int(pid)) == start else None

    def forget_pid(self, name: str) -> None:
        """The process has ended."""
        (self.run / f"{name}.pid").unlink(missing_ok=True)

    def lock(self) -> "IO[str]":
        """Become the one process that works with this folder; held until the file is closed.

        The kernel lets go of it when the process dies, however it dies.
        """
        file = (self.run / "lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise FolderInUse(
                "folder_in_use",
                "The data folder %(path)s is in use by process %(pid)s; stop that one first, "
                "or choose another folder with --data.",
                path=self.data,
                pid=holder,
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        return file


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read; never half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def let_pass(path: Path) -> list[Path]:
    """Let other users pass through the folders above `path` (x only); returns what changed.

    PostgreSQL refuses to run as root, so its own user must reach its files.
    """
    changed = []
    for folder in path.parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            changed.append(folder)
    return changed

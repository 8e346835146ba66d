"""A file of notices, one JSON line each: for trials, and for gateways that read files."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bonafix.notices.adapters.envelope import Envelope
from bonafix.notices.errors import Undelivered

# path → (how far it was read, ids seen so far): only new lines are read again.
_read_so_far: dict[Path, tuple[int, set[str]]] = {}


class Outbox:
    """Writes each notice once, whoever was killed when. One line of the file:

    {"id", "kind", "to", "from", "subject", "text"}; the file holds personal data in
    clear and is readable for its owner only.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, envelope: Envelope) -> str:
        """Append the notice unless it is there."""
        self.take(envelope)
        return str(envelope.id)

    def take(self, envelope: Envelope) -> bool:
        """Append the notice; False when it was there already."""
        try:
            with _locked(self.path) as file:
                if str(envelope.id) in _ids(self.path, file):
                    return False
                _append(file, envelope)
        except OSError as error:
            raise Undelivered("outbox_not_writable") from error
        return True


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _ids(path: Path, file: BinaryIO) -> set[str]:
    place, seen = _read_so_far.get(path, (0, set()))
    if os.fstat(file.fileno()).st_size < place:
        place, seen = 0, set()  # somebody emptied the file
    file.seek(place)
    rest = file.read()
    whole = rest[: rest.rfind(b"\n") + 1]
    for line in whole.splitlines():
        seen.add(json.loads(line)["id"])
    place += len(whole)
    if len(rest) > len(whole):
        # Half a line: its writer was killed, and nobody took it for written.
        file.truncate(place)
    _read_so_far[path] = (place, seen)
    return seen


def _append(file: BinaryIO, envelope: Envelope) -> None:
    line = {
        "id": str(envelope.id),
        "kind": envelope.kind,
        "to": envelope.address,
        "from": envelope.sender,
        "subject": envelope.subject,
        "text": envelope.text,
    }
    file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())

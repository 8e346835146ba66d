"""Pictures that many jobs look at are laid down once, and each fork is lent them to read.

Linux: a sealed memory file (memfd_create(2), F_ADD_SEALS in fcntl(2)). Whoever holds it can read
it; nobody can change it any more, so no fork can leave anything in it for the next one. Elsewhere
the bytes go with each job, as they do for a picture that is looked at once.
"""

import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bonafix.examine.model import Picture


def lay_down(content: bytes) -> int | None:
    """A descriptor of a memory file with these bytes, sealed; None where there are none."""
    if not sys.platform.startswith("linux"):
        return None
    handle = os.memfd_create("picture", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    fcntl.fcntl(handle, fcntl.F_ADD_SEALS, seals)
    return handle


@contextmanager
def laid_down(pictures: Sequence[Picture]) -> Iterator[dict[int, int]]:
    """id() of each picture → its descriptor, for the length of the block."""
    held: dict[int, int] = {}
    try:
        for picture in pictures:
            handle = lay_down(picture.content)
            if handle is not None:
                held[id(picture)] = handle
        yield held
    finally:
        for handle in held.values():
            os.close(handle)


def read_lent(handle: int, most: int) -> bytes:
    """The bytes of a lent picture, at most `most`; the place of other readers does not move."""
    size = min(os.fstat(handle).st_size, most)
    parts, at = [], 0
    while at < size and (part := os.pread(handle, size - at, at)):
        parts.append(part)
        at += len(part)
    os.close(handle)
    return b"".join(parts)

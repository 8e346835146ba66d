"""An iterator of pieces as a file that can only be read on, for whoever wants one. Pure."""

import io
from collections.abc import Iterator


class Flow(io.RawIOBase):
    """Reads `pieces` one after another; nothing but the piece at hand is held."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._held = pieces, memoryview(b"")

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes (all of the piece at hand when negative); empty at the end."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._held = memoryview(piece)
        most = len(self._held) if size < 0 else size
        taken, self._held = bytes(self._held[:most]), self._held[most:]
        return taken

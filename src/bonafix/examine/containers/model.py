"""Parts of a file, and the bounds within which they are collected."""

import zlib
from dataclasses import dataclass, field
from typing import Literal

What = Literal["xmp", "exif", "text", "c2pa", "opaque"]

MAX_PARTS = 2_000
MAX_PART = 4 << 20
MAX_TOTAL = 32 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a file that can hold words.

    `where` names the carrier for people (`PNG iTXt`), `key` the keyword or tag inside it.
    xmp: an XMP packet. exif: a TIFF structure. text: the value of `key`, UTF-8. c2pa: a
    manifest store or a piece of one. opaque: bytes of no known meaning.
    """

    where: str
    what: What
    key: str
    content: bytes

    @property
    def text(self) -> str:
        """The content as text; bytes that are no UTF-8 are replaced."""
        return self.content.decode("utf-8", "replace")


@dataclass(slots=True)
class Inside:
    """All parts of a file, in order, and what is unusual about the container (`notes`)."""

    parts: list[Part] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    total: int = 0

    def add(self, part: Part) -> None:
        """Keep a part unless the file has carried too much already (a note says so)."""
        if len(part.content) > MAX_PART:
            self.note("part_too_large", part.where)
            part = Part(part.where, part.what, part.key, part.content[:MAX_PART])
        if len(self.parts) >= MAX_PARTS or self.total + len(part.content) > MAX_TOTAL:
            self.note("too_many_parts", part.where)
            return
        self.total += len(part.content)
        self.parts.append(part)

    def note(self, code: str, where: str) -> None:
        """Remember something unusual once."""
        if (code, where) not in self.notes and len(self.notes) < MAX_PARTS:
            self.notes.append((code, where))

    def of(self, *whats: What) -> list[Part]:
        """The parts of these sorts."""
        return [part for part in self.parts if part.what in whats]


def inflate(body: bytes) -> bytes | None:
    """zlib data, at most MAX_PART bytes of it; None when it is damaged."""
    try:
        return zlib.decompressobj().decompress(body, MAX_PART)
    except zlib.error:
        return None
